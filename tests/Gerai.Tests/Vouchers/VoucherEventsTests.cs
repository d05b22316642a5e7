using System.Net;
using System.Net.ServerSentEvents;
using Gerai.Payments;
using Gerai.Stores;
using Gerai.Tests.Support;
using Gerai.Values;
using Gerai.Voucher;

namespace Gerai.Tests.Vouchers;

/// <summary>What turns an open page: at once when it happened here, at a heartbeat when it did elsewhere.</summary>
public sealed class VoucherEventsTests
{
    private static readonly TimeSpan HalfAnHour = TimeSpan.FromMinutes(30);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_open_page_hears_of_payment_and_reversal_and_is_let_go()
    {
        await using var gateway = await TestGateway.StartAsync();
        using var visitor = new Visitor(gateway);
        var (address, body) = await visitor.ChargeAsync(Some.ChargeBody(StoreChain.Indomaret, "o-1", 44_000));
        var code = System.Text.Json.JsonElement.Parse(body).GetProperty("payment_code").GetString()!;
        await using var heard = await OpenAsync(visitor, address);
        Assert.Equal("Pending", await NextAsync(heard));

        await gateway.Terminal(StoreChain.Indomaret).PayAsync(code, 44_000, "r-1");
        Assert.Equal("Settled", await NextAsync(heard));
        await gateway.Terminal(StoreChain.Indomaret).ReverseAsync(code, "r-1");
        Assert.Equal("Reversed", await NextAsync(heard));

        Assert.False(await heard.MoveNextAsync());
        Assert.Equal(0, await CountAsync(gateway));
    }

    [Fact]
    public async Task An_open_page_hears_that_its_time_is_over()
    {
        await using var gateway = await TestGateway.StartAsync(options => options with
        {
            Stores = options.Stores with { Alfamart = options.Stores.Alfamart with { DefaultExpiry = HalfAnHour } },
        });
        using var visitor = new Visitor(gateway);
        await using var heard = await OpenAsync(visitor, await visitor.ChargeAsync());
        Assert.Equal("Pending", await NextAsync(heard));

        gateway.Clock.Advance(HalfAnHour);

        Assert.Equal("Expired", await NextAsync(heard));
    }

    [Fact]
    public async Task What_another_node_did_is_found_at_a_heartbeat()
    {
        await using var gateway = await TestGateway.StartAsync();
        using var visitor = new Visitor(gateway);
        await using var heard = await OpenAsync(visitor, await visitor.ChargeAsync(order: "o-1"));
        Assert.Equal("Pending", await NextAsync(heard));
        await using var other = await GatewayApp.StartAsync(
            gateway.Options with { Urls = ["http://127.0.0.1:0"] }, gateway.Clock, RandomSource.Secure, Cancel);
        var processor = (PaymentProcessor)other.Services.GetService(typeof(PaymentProcessor))!;
        var payment = await processor.FindAsync(gateway.Merchant.Id, "o-1", Cancel);
        await processor.CancelAsync(payment!.Id, null, Cancel);

        var next = NextAsync(heard);
        while (!next.IsCompleted)
        {
            gateway.Clock.Advance(VoucherEvents.HeartbeatEvery);
            await Task.Yield();
        }

        Assert.Equal("Cancelled", await next);
    }

    [Fact]
    public async Task A_page_that_hung_up_is_forgotten_and_too_many_of_one_payment_are_refused()
    {
        await using var gateway = await TestGateway.StartAsync();
        using var visitor = new Visitor(gateway);
        var address = new Uri(await visitor.ChargeAsync() + "/events");
        var open = new List<HttpResponseMessage>();
        for (var i = 0; i < PaymentNews.WatchersOfOneMax; i++)
        {
            open.Add(await visitor.GetAsync(address));
        }

        using (var refused = await visitor.GetAsync(address))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        }

        open.ForEach(one => one.Dispose());
        Assert.Equal(0, await CountAsync(gateway));
    }

    [Fact]
    public async Task A_shutdown_does_not_wait_for_open_pages()
    {
        await using var gateway = await TestGateway.StartAsync();
        using var visitor = new Visitor(gateway);
        await using var heard = await OpenAsync(visitor, await visitor.ChargeAsync());
        Assert.Equal("Pending", await NextAsync(heard));

        await gateway.StopAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20), Cancel);
    }

    private static async Task<IAsyncEnumerator<SseItem<string>>> OpenAsync(Visitor visitor, Uri page)
    {
        var response = await visitor.GetAsync(new Uri(page + "/events"));
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        return SseParser.Create(await response.Content.ReadAsStreamAsync(Cancel))
            .EnumerateAsync(Cancel).GetAsyncEnumerator(Cancel);
    }

    private static async Task<string> NextAsync(IAsyncEnumerator<SseItem<string>> heard)
    {
        Assert.True(await heard.MoveNextAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30), Cancel));
        Assert.Equal("state", heard.Current.EventType);
        return heard.Current.Data;
    }

    // The server notices a moment later that a page has gone.
    private static async Task<int> CountAsync(TestGateway gateway)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (gateway.Service<PaymentNews>().Count > 0 && !limit.IsCancellationRequested)
        {
            await Task.Yield();
        }

        return gateway.Service<PaymentNews>().Count;
    }
}
