using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using Dapper;
using Gerai.Client;
using Gerai.Merchants;
using Gerai.Payments;
using Gerai.Running;
using Gerai.Storage;
using Gerai.Stores;
using Gerai.Tests.Support;
using Gerai.Values;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Gerai.BrowserTests.Support;

/// <summary>
/// A gateway in sandbox mode with one merchant, and the tills, each real and on its own port. Only their clock is a
/// test's to turn.
/// </summary>
internal class Sandbox : IAsyncDisposable
{
    protected const string ServerKey = "SB-Mid-server-BROWSERTEST0000000001";

    private static readonly HttpClient Http = new();

    private GatewayBooks books = null!;
    private GatewayApp gateway = null!;

    protected Sandbox()
    {
    }

    public Uri Gateway => new(gateway.Addresses[0]);

    // The browser keeps real time, so the clock begins there too.
    protected FakeTimeProvider Clock { get; } = new(TimeProvider.System.GetUtcNow());

    protected string Folder { get; } = Directory.CreateTempSubdirectory("gerai-browser-").FullName;

    protected MerchantId Merchant { get; private set; }

    public static async Task<Sandbox> StartAsync()
    {
        var sandbox = new Sandbox();
        await sandbox.StartGatewayAsync();
        return sandbox;
    }

    /// <summary>From now on customers are led from the voucher to these pages.</summary>
    public Task LeadToAsync(ShopWindow shop) => gateway.Merchants.ChangeRedirectsAsync(
        Merchant,
        new RedirectUrls
        {
            Finish = RedirectUrl.Of(shop.Finish),
            Unfinish = RedirectUrl.Of(shop.Unfinish),
            Error = RedirectUrl.Of(shop.Error),
        },
        default);

    /// <summary>Charges as a shop's server does, and returns what its customer is given.</summary>
    public async Task<ChargedOrder> ChargeAsync(
        Store store, string order = "KS-101", int minutes = 60, int extras = 0)
    {
        using var request = Request(HttpMethod.Post, "/v2/charge");
        request.Content = JsonContent.Create(SampleOrder.Of(order, store, minutes, extras));
        using var response = await Http.SendAsync(request);
        var answer = await Answer.ReadAsync(response);
        Assert.Equal("201", answer["status_code"]);
        return new ChargedOrder(
            answer["order_id"], answer["payment_code"], response.Headers.GetValues("X-Gerai-Voucher-Url").Single());
    }

    /// <summary>What the books say of an order: <c>pending</c>, <c>settlement</c> and so on.</summary>
    public async Task<string> StatusAsync(string order)
    {
        using var request = Request(HttpMethod.Get, $"/v2/{order}/status");
        using var response = await Http.SendAsync(request);
        return (await Answer.ReadAsync(response))["transaction_status"];
    }

    public async Task CancelAsync(string order)
    {
        using var request = Request(HttpMethod.Post, $"/v2/{order}/cancel");
        using var response = await Http.SendAsync(request);
        Assert.Equal("cancel", (await Answer.ReadAsync(response))["transaction_status"]);
    }

    /// <summary>Pays a code at a till of its chain, in cash.</summary>
    public async Task PayAsync(Store store, string code, string reference = "R1")
    {
        var till = Till(store);
        var bill = await till.InquireAsync(code);
        Assert.Equal("ok", bill["result"]);
        var paid = await till.PayAsync(code, bill.Json.GetProperty("amount").GetInt64(), reference);
        Assert.Equal("booked", paid["result"]);
    }

    public async Task ReverseAsync(string code, string reference = "R1") =>
        Assert.Equal("reversed", (await Till(Store.Indomaret).ReverseAsync(code, reference))["result"]);

    /// <summary>Turns the clock, and wakes who waits for it.</summary>
    public void Advance(TimeSpan time)
    {
        Clock.Advance(time);
        gateway.Services.GetRequiredService<OutboxSignal>().Raise();
    }

    /// <summary>Turns the clock in steps until something has happened, with time for all to act in between.</summary>
    public async Task AdvanceUntilAsync(Task happened, TimeSpan step)
    {
        using var breath = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        while (!happened.IsCompleted && await breath.WaitForNextTickAsync())
        {
            Advance(step);
        }

        await happened;
    }

    /// <summary>How many payments the gateway has opened.</summary>
    public async Task<long> ChargesAsync()
    {
        await using var connection = await gateway.Services.GetRequiredService<Database>().OpenAsync(default);
        return await connection.ExecuteScalarAsync<long>("select count(*) from payments");
    }

    public virtual async ValueTask DisposeAsync()
    {
        await gateway.DisposeAsync();
        await books.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    protected async Task StartGatewayAsync()
    {
        books = await GatewayBooks.InAsync(Folder);
        gateway = await GatewayApp.StartAsync(
            new GatewayOptions
            {
                Urls = ["http://127.0.0.1:0"],
                Database = books.ConnectionString,
                SealingKey = [.. Enumerable.Range(0, 32).Select(i => (byte)i)],
                Sandbox = true,
                Drain = DrainOptions.AtOnce,
            },
            Clock,
            RandomSource.Secure,
            default);
        var merchant = await gateway.Merchants.OpenAsync(
            new NewMerchant
            {
                Environment = GatewayEnvironment.Sandbox,
                Name = "Kopi Senja",
                NotificationUrls = [],
                ServerKey = ServerKey,
            },
            default);
        Merchant = merchant.Id;
    }

    protected Task ChangeContactAsync(ContactChange change) =>
        gateway.Merchants.ChangeContactAsync(Merchant, change, default);

    private Terminal Till(Store store)
    {
        var chain = Enum.Parse<StoreChain>(store.ToString());
        var network = StoreNetwork.Sandbox.Single(one => one.Chain == chain);
        return new Terminal(Gateway, network, Clock);
    }

    private HttpRequestMessage Request(HttpMethod method, string path)
    {
        var request = new HttpRequestMessage(method, new Uri(Gateway, path));
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{ServerKey}:")));
        return request;
    }
}

/// <summary>What a charge gives to the shop for its customer.</summary>
internal sealed record ChargedOrder(string Order, string Code, string Address);
