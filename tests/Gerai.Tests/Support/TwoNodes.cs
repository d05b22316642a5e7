using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Text;
using Dapper;
using Gerai.Nodes;
using Gerai.Storage;
using Gerai.Values;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Gerai.Tests.Support;

/// <summary>
/// Two real gateways on one PostgreSQL that know of one another and hear one another. Their clock is a test's: as long
/// as it stands still, no look of theirs can be what found something.
/// </summary>
internal sealed class TwoNodes : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TestDatabase books;
    private readonly HttpClient http = new();

    private TwoNodes(TestDatabase books, TestGateway here, TestGateway there)
    {
        this.books = books;
        Here = here;
        There = there;
    }

    public TestGateway Here { get; }

    public TestGateway There { get; }

    /// <param name="change">The settings of both.</param>
    /// <param name="line">What the second hears the first by, given where the books are.</param>
    public static async Task<TwoNodes> StartAsync(
        Func<GatewayOptions, GatewayOptions>? change = null, Func<string, INodeLine>? line = null)
    {
        var books = await TestDatabase.EmptyAsync(DatabaseKind.Postgres);
        var here = await TestGateway.StartAsync(change, books.ConnectionString, annex: Patient(null));
        var there = await here.SecondNodeAsync(Patient(line?.Invoke(books.ConnectionString)));
        var both = new TwoNodes(books, here, there);
        await both.UntilAsync(() => Task.FromResult(both.KnowOfOneAnother));
        await both.UntilBothListenAsync();
        return both;
    }

    /// <summary>A node that goes on when a test ends a part of it, and hears by the given line, if any.</summary>
    public static GatewayAnnex Patient(INodeLine? line) => new()
    {
        Furnish = builder =>
        {
            builder.Services.Configure<HostOptions>(
                host => host.BackgroundServiceExceptionBehavior = BackgroundServiceExceptionBehavior.Ignore);
            if (line is not null)
            {
                builder.Services.AddSingleton(line);
            }
        },
    };

    /// <summary>An order that the given node is the first to tell its merchant of.</summary>
    public string OrderOf(TestGateway node, int number = 1) => Enumerable.Range(0, int.MaxValue)
        .Select(i => $"order-{i}")
        .Where(order => node.Service<LivingNodes>().Place.Slots.Contains(
            Slot.Of(Here.Merchant.Id, OrderId.Of(order))))
        .ElementAt(number - 1);

    /// <summary>What an address tells as it happens, with the merchant's key.</summary>
    public async Task<IAsyncEnumerator<SseItem<string>>> OpenAsync(Uri address)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(Here.Merchant.ServerKey.Text + ":")));
        var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        return SseParser.Create(await response.Content.ReadAsStreamAsync()).EnumerateAsync().GetAsyncEnumerator();
    }

    public static async Task<string> NextAsync(IAsyncEnumerator<SseItem<string>> heard)
    {
        Assert.True(await heard.MoveNextAsync().AsTask().WaitAsync(Patience), "The stream has ended.");
        return heard.Current.Data;
    }

    /// <summary>Ends a part of a node, as its shutdown does first, while the node still answers.</summary>
    public static async Task EndAsync<T>(TestGateway node)
        where T : IHostedService =>
        await node.App.Services.GetServices<IHostedService>().OfType<T>().Single().StopAsync(default);

    public async Task<long> CountAsync(string what) => (await books.ReadAsync<long>($"select count(*) from {what}"))[0];

    /// <summary>Looks again and again, since nobody tells a test when it is so.</summary>
    public async Task UntilAsync(Func<Task<bool>> isSo)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (!await isSo())
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await There.DisposeAsync();
        await Here.DisposeAsync();
        await books.DisposeAsync();
    }

    private bool KnowOfOneAnother =>
        new[] { Here, There }.All(node => node.Service<LivingNodes>().Place.Count == 2);

    private Task UntilBothListenAsync() => UntilAsync(async () =>
        await CountAsync("pg_stat_activity where datname = current_database() and query = 'listen gerai'")
            == new[] { Here, There }.Count(node => node.Service<INodeLine>() is NodeLine));
}
