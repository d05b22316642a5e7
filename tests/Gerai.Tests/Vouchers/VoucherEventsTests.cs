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

        await AssertRefusedAsync(visitor, address);

        open.ForEach(one => one.Dispose());
        Assert.Equal(0, await CountAsync(gateway));
    }

    [Fact]
    public async Task When_all_places_are_taken_a_page_is_shown_and_only_does_not_turn_by_itself()
    {
        await using var gateway = await TestGateway.StartAsync();
        using var visitor = new Visitor(gateway);
        var page = await visitor.ChargeAsync();
        var news = gateway.Service<PaymentNews>();
        var others = Enumerable.Range(0, PaymentNews.WatchersMax)
            .Select(_ => gateway.Service<TransactionIdGenerator>().Next(Some.Morning, Slot.Of(0)))
            .ToList();
        Assert.All(others, other => Assert.True(news.TryEnter(other)));

        await AssertRefusedAsync(visitor, new Uri(page + "/events"));
        Assert.Contains("<h1>Menunggu pembayaran</h1>", await visitor.ReadAsync(page), StringComparison.Ordinal);

        // One who leaves makes room.
        news.Leave(others[0]);
        await using var heard = await OpenAsync(visitor, page);
        Assert.Equal("Pending", await NextAsync(heard));
    }

    [Fact]
    public async Task A_stream_ends_after_an_hour_and_the_page_that_comes_again_is_served()
    {
        var clock = new WatchedTime();
        await using var gateway = await TestGateway.StartAsync(TestGateway.WithoutSweeper, clock: clock);
        using var visitor = new Visitor(gateway);
        var page = await visitor.ChargeAsync();
        using var response = await visitor.GetAsync(new Uri(page + "/events"));
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(Cancel));
        Assert.Equal("event: state", await lines.ReadLineAsync(Cancel));
        Assert.Equal("data: Pending", await lines.ReadLineAsync(Cancel));

        var passed = TimeSpan.Zero;
        while (passed < VoucherEvents.LongestStay)
        {
            await clock.AwaitedAsync(VoucherEvents.HeartbeatEvery);
            clock.Advance(VoucherEvents.HeartbeatEvery);
            passed += VoucherEvents.HeartbeatEvery;
        }

        var rest = await lines.ReadToEndAsync(Cancel).WaitAsync(TimeSpan.FromSeconds(30), Cancel);
        var heartbeats = rest.Split(": still here").Length - 1;

        // The last wait ends with the hour itself.
        Assert.Equal((VoucherEvents.LongestStay / VoucherEvents.HeartbeatEvery) - 1, heartbeats);
        Assert.Equal(0, await CountAsync(gateway));
        await using var again = await OpenAsync(visitor, page);
        Assert.Equal("Pending", await NextAsync(again));
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

    private static async Task AssertRefusedAsync(Visitor visitor, Uri events)
    {
        using var refused = await visitor.GetAsync(events);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.Equal(TimeSpan.FromMinutes(1), refused.Headers.RetryAfter?.Delta);
        Assert.Empty(await refused.Content.ReadAsStringAsync(Cancel));
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
