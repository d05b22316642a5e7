using System.Net.Http.Headers;
using System.Text;
using Dapper;
using Gerai.Merchants;
using Gerai.Notifications;
using Gerai.Payments;
using Gerai.Running;
using Gerai.Storage;
using Gerai.Stores;
using Gerai.Values;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Gerai.Tests.Support;

/// <summary>
/// A real gateway on a real port over a real database, with one merchant, the shop it notifies, and the sandbox's
/// store networks. Only its clock is a test's to turn.
/// </summary>
internal sealed class TestGateway : IAsyncDisposable
{
    private readonly string? folder;
    private readonly GatewayBooks? books;
    private readonly HttpClient http = new();
    private bool isGuest;

    private GatewayOptions options;

    private TestGateway(
        GatewayApp app,
        GatewayOptions options,
        FakeTimeProvider clock,
        Shop shop,
        Merchant merchant,
        string? folder,
        GatewayBooks? books)
    {
        App = app;
        this.options = options;
        Clock = clock;
        Shop = shop;
        Merchant = merchant;
        this.folder = folder;
        this.books = books;
    }

    public GatewayApp App { get; private set; }

    /// <summary>What it was started with, for a second node on the same books.</summary>
    public GatewayOptions Options => options;

    public FakeTimeProvider Clock { get; }

    public Shop Shop { get; }

    public Merchant Merchant { get; }

    public Uri Address => new(App.Addresses[0]);

    /// <param name="change">Of the settings that all test gateways have.</param>
    /// <param name="database">Books that are there already; else new ones, in the database of this run.</param>
    /// <param name="merchant">Of the one merchant.</param>
    /// <param name="clock">Instead of one that begins on a certain morning.</param>
    public static async Task<TestGateway> StartAsync(
        Func<GatewayOptions, GatewayOptions>? change = null,
        string? database = null,
        Func<NewMerchant, NewMerchant>? merchant = null,
        FakeTimeProvider? clock = null,
        GatewayAnnex? annex = null)
    {
        var folder = database is null ? Directory.CreateTempSubdirectory("gerai-test-").FullName : null;
        var books = folder is null ? null : await GatewayBooks.InAsync(folder);
        var plain = new GatewayOptions
        {
            Urls = ["http://127.0.0.1:0"],
            Database = database ?? books!.ConnectionString,
            SealingKey = SealingKey,
            Sandbox = true,
            Drain = DrainOptions.AtOnce,
        };
        clock ??= new FakeTimeProvider(Some.Morning);
        var options = change?.Invoke(plain) ?? plain;
        var app = await GatewayApp.StartAsync(
            options, clock, RandomSource.Secure, annex ?? new GatewayAnnex(), default);
        var shop = await Shop.StartAsync();
        var wanted = new NewMerchant
        {
            Environment = GatewayEnvironment.Sandbox,
            Name = "Example shop",
            NotificationUrls = [shop.NotifyUrl],
        };
        var opened = await app.Merchants.OpenAsync(merchant?.Invoke(wanted) ?? wanted, default);
        return new TestGateway(app, options, clock, shop, opened, folder, books);
    }

    /// <summary>Another node over the same books, with the same merchant, shop and clock.</summary>
    public async Task<TestGateway> SecondNodeAsync(GatewayAnnex? annex = null)
    {
        var app = await GatewayApp.StartAsync(
            options, Clock, RandomSource.Secure, annex ?? new GatewayAnnex(), default);
        return new TestGateway(app, options, Clock, Shop, Merchant, folder: null, books: null) { isGuest = true };
    }

    /// <summary>The same for every test gateway, so that a second one can open the books of a first.</summary>
    public static byte[] SealingKey { get; } = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];

    /// <summary>
    /// For tests that turn the clock by less than a day and want nobody to have come round meanwhile.
    /// </summary>
    public static GatewayOptions WithoutSweeper(GatewayOptions options) =>
        options with { Payments = options.Payments with { SweepEvery = TimeSpan.FromDays(1) } };

    public T Service<T>()
        where T : notnull => App.Services.GetRequiredService<T>();

    public Task<Answer> ChargeAsync(string body, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Post, "/v2/charge", body, headers);

    /// <summary>Charges an order and returns its payment code.</summary>
    public async Task<string> ChargedCodeAsync(
        StoreChain chain = StoreChain.Alfamart, string order = "order-101", long amount = 44_000)
    {
        var answer = await ChargeAsync(Some.ChargeBody(chain, order, amount));
        Assert.Equal("201", answer["status_code"]);
        return answer["payment_code"];
    }

    public Task<Answer> StatusAsync(string id) => SendAsync(HttpMethod.Get, $"/v2/{id}/status", null);

    public Task<Answer> PostAsync(string path, string body = "{}") => SendAsync(HttpMethod.Post, path, body);

    public Task<Answer> SendAsync(
        HttpMethod method, string path, string? body, params (string Name, string Value)[] headers) =>
        SendAsAsync(Merchant.ServerKey.Text, method, path, body, headers);

    public async Task<Answer> SendAsAsync(
        string? serverKey, HttpMethod method, string path, string? body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, new Uri(Address, path));
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        if (serverKey is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue(
                "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(serverKey + ":")));
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await http.SendAsync(request);
        return await Answer.ReadAsync(response);
    }

    /// <summary>A till of the sandbox network of a chain.</summary>
    public Terminal Terminal(StoreChain chain) =>
        new(Address, StoreNetwork.Sandbox.Single(network => network.Chain == chain), Clock);

    /// <summary>
    /// Turns the clock. The dispatcher may have read the time just before and gone to sleep just after; it would then
    /// wait for a moment that is over, so it is woken to look again.
    /// </summary>
    public void Advance(TimeSpan time)
    {
        Clock.Advance(time);
        Service<OutboxSignal>().Raise();
    }

    public ValueTask StopAsync() => App.DisposeAsync();

    /// <summary>Another process on the same books, as far as they can tell; or on those they were moved to.</summary>
    public async Task StartAgainAsync(string? database = null)
    {
        options = options with { Database = database ?? options.Database };
        App = await GatewayApp.StartAsync(options, Clock, RandomSource.Secure, default);
    }

    /// <summary>A statement of the test's own, past the gateway's writers.</summary>
    public async Task ExecuteAsync(string sql)
    {
        await using var connection = await Service<Database>().OpenAsync(TestContext.Current.CancellationToken);
        await connection.ExecuteAsync(sql);
    }

    /// <summary>Returns when this many attempts to notify have been written down.</summary>
    public Task WaitForAttemptsAsync(int count) =>
        WaitUntilAsync("select count(*) from attempts", found => found >= count);

    /// <summary>Returns when every notification has come to this end.</summary>
    public Task WaitForStateAsync(NotificationState state) => WaitUntilAsync(
        $"select count(*) from notifications where state <> '{state}'", found => found == 0);

    /// <summary>Returns when the figures of some hour have been counted.</summary>
    public Task WaitForFiguresAsync() => WaitUntilAsync("select count(*) from figure_marks", found => found > 0);

    // Looks again and again, since the gateway tells nobody when it has written an attempt down.
    private async Task WaitUntilAsync(string sql, Func<long, bool> isReached)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            limit.Token.ThrowIfCancellationRequested();
            await using var connection = await Service<Database>().OpenAsync(limit.Token);
            if (isReached(await connection.ExecuteScalarAsync<long>(sql)))
            {
                return;
            }

            await Task.Yield();
        }
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await App.DisposeAsync();
        if (!isGuest)
        {
            await Shop.DisposeAsync();
        }

        if (folder is not null)
        {
            await books!.DisposeAsync();
            Directory.Delete(folder, recursive: true);
        }
    }
}
