using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Gerai.AspNetCore;
using Gerai.Client;
using Gerai.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Gerai.Tests.AspNetCore;

/// <summary>
/// A real shop on a real port with a notification endpoint; another one on the same database is another instance of
/// it, or the same one after a restart.
/// </summary>
internal sealed class NotifiedShop : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly HttpClient http = new();
    private readonly Channel<PaymentNotification> handed = Channel.CreateUnbounded<PaymentNotification>();
    private readonly WebApplication app;

    private NotifiedShop(WebApplication app, FakeTimeProvider clock)
    {
        this.app = app;
        Clock = clock;
    }

    public FakeTimeProvider Clock { get; }

    public Uri NotifyUrl => new(new Uri(app.Urls.First()), "/payments/notify");

    public IPaymentInbox Inbox => app.Services.GetRequiredService<IPaymentInbox>();

    public IServiceProvider Services => app.Services;

    /// <summary>What the handler does before it returns; nothing unless a test says otherwise.</summary>
    public Func<PaymentNotification, CancellationToken, Task> Handles { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>Whether the handler was called with something no test has looked at yet.</summary>
    public bool HasMore => handed.Reader.TryPeek(out _);

    public static async Task<NotifiedShop> StartAsync(
        string database,
        FakeTimeProvider clock,
        TestGateway? gateway = null,
        Action<PaymentNotificationOptions>? configure = null,
        Action<WebApplicationBuilder>? build = null,
        Action<WebApplication>? map = null,
        Func<PaymentNotification, CancellationToken, Task>? handles = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton<TimeProvider>(clock);
        builder.Services.AddGerai(client =>
        {
            client.Target = GeraiTarget.At(gateway?.Address ?? new Uri("http://127.0.0.1:9"));
            client.ServerKey = gateway?.Merchant.ServerKey.Text ?? Some.ServerKey;
            client.Attempts = 1;
        });
        builder.Services.AddPaymentNotifications(options =>
        {
            options.Database = database;

            // The clock is turned in leaps: nobody is to be interrupted by that.
            options.HandlerTimeMax = TimeSpan.FromHours(1);
            configure?.Invoke(options);
        });
        build?.Invoke(builder);
        var shop = new NotifiedShop(builder.Build(), clock);
        if (handles is not null)
        {
            shop.Handles = handles;
        }

        if (map is not null)
        {
            map(shop.app);
        }
        else
        {
            shop.app.MapPaymentNotifications("/payments/notify", shop.HandleAsync);
        }

        await shop.app.StartAsync();
        return shop;
    }

    /// <summary>A notification as the gateway would send it.</summary>
    public static string Body(
        string status, string transaction = "t-1", string order = "order-101", string? key = null, long amount = 44_000)
    {
        var code = status switch { "settlement" => "200", "pending" => "201", _ => "202" };
        return JsonSerializer.Serialize(new Dictionary<string, string>
        {
            ["transaction_status"] = status,
            ["transaction_id"] = transaction,
            ["status_code"] = code,
            ["signature_key"] = NotificationSignature.Sign(order, code, $"{amount}.00", key ?? Some.ServerKey),
            ["order_id"] = order,
            ["gross_amount"] = $"{amount}.00",
        });
    }

    public async Task<int> PostAsync(string body, params (string Name, string Value)[] headers)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, NotifyUrl) { Content = content };
        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        using var response = await http.SendAsync(request);
        Assert.InRange((await response.Content.ReadAsStringAsync()).Length, 0, 200);
        return (int)response.StatusCode;
    }

    public async Task PostedAsync(string body) => Assert.Equal(200, await PostAsync(body));

    /// <summary>The next call of the handler that it began.</summary>
    public async Task<Transaction> NextAsync()
    {
        using var limit = new CancellationTokenSource(Patience);
        return (await handed.Reader.ReadAsync(limit.Token)).Transaction;
    }

    /// <summary>Returns when an entry has come to this state.</summary>
    public Task BecomesAsync(InboxState state, string status = "settlement", string transaction = "t-1") =>
        UntilAsync(one => one.State == state, status, transaction);

    /// <summary>
    /// Returns when an entry fulfils this. Nobody tells when a row is written, so it looks again and again; the clock
    /// is turned at each look when somebody is to wait in vain no longer.
    /// </summary>
    public Task UntilAsync(
        Func<InboxEntry, bool> isSo,
        string status = "settlement",
        string transaction = "t-1",
        TimeSpan? turn = null) => Look.UntilAsync(
            async () => (await Inbox.FindAsync(transaction)).Any(one => one.StatusText == status && isSo(one)),
            () => Clock.Advance(turn ?? TimeSpan.Zero));

    public async Task<InboxState> StateAsync(string status, string transaction = "t-1") =>
        (await Inbox.FindAsync(transaction)).Single(one => one.StatusText == status).State;

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await app.StopAsync();
        await app.DisposeAsync();
    }

    private async Task HandleAsync(PaymentNotification notification, CancellationToken cancel)
    {
        await handed.Writer.WriteAsync(notification, cancel);
        await Handles(notification, cancel);
    }
}
