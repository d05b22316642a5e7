using Gerai.Testing;
using Gerai.Tests.Support;
using Microsoft.AspNetCore.Http;

namespace Gerai.Tests.Testing;

/// <summary>A clock that stands still until it is turned, and then leaves nothing out.</summary>
public sealed class SandboxClockTests
{
    [Fact]
    public async Task After_25_hours_a_payment_has_expired_and_the_shop_knows()
    {
        await using var gerai = await GeraiSandbox.StartAsync();
        using var customer = new SandboxCustomer(gerai);
        await customer.ChargeAsync();
        var before = gerai.Clock.Now;

        await gerai.Clock.AdvanceAsync(TimeSpan.FromHours(25));

        Assert.Equal(before + TimeSpan.FromHours(25), gerai.Clock.Now);
        Assert.Equal(["pending", "expire"], gerai.Inbox.Heard.Select(told => told.TransactionStatus));
        Assert.Equal("expire", await customer.StatusAsync());
    }

    [Fact]
    public async Task Without_a_turn_no_time_passes()
    {
        await using var gerai = await GeraiSandbox.StartAsync(new() { StartAt = Some.Morning });
        using var customer = new SandboxCustomer(gerai);

        await gerai.PayAsync(await customer.ChargeAsync());
        await gerai.DeliverAsync();

        Assert.Equal(Some.Morning, gerai.Clock.Now);
        Assert.Equal("2026-01-15 10:00:00", (await gerai.Inbox.NextAsync("settlement"))["settlement_time"]);
    }

    // Protocol 6.27: waits of at most 2, 10, 30, 90 and 210 minutes.
    [Fact]
    public async Task Each_retry_comes_at_its_own_time()
    {
        await using var gerai = await GeraiSandbox.StartAsync();
        await using var shop = await Shop.StartAsync();
        using var customer = new SandboxCustomer(gerai);
        var heardAt = new List<DateTimeOffset>();
        shop.Answers = _ =>
        {
            heardAt.Add(gerai.Clock.Now);
            return Task.FromResult(StatusCodes.Status502BadGateway);
        };
        await gerai.NotifyAtAsync(new Uri(shop.NotifyUrl));
        await customer.ChargeAsync();

        await gerai.Clock.AdvanceAsync(TimeSpan.FromHours(12));

        Assert.Equal(6, heardAt.Count);
        var waits = heardAt.Zip(heardAt.Skip(1), (one, next) => (next - one).TotalMinutes).ToList();
        double[] most = [2, 10, 30, 90, 210];
        Assert.All(waits.Zip(most), pair => Assert.InRange(pair.First, pair.Second / 4, pair.Second));
    }

    [Fact]
    public async Task A_shop_that_answers_again_hears_the_retry_within_the_turn()
    {
        await using var gerai = await GeraiSandbox.StartAsync();
        await using var shop = await Shop.StartAsync();
        using var customer = new SandboxCustomer(gerai);
        var failures = 2;
        shop.Answers = _ => Task.FromResult(failures-- > 0 ? 502 : 200);
        await gerai.NotifyAtAsync(new Uri(shop.NotifyUrl));
        await customer.ChargeAsync();
        await gerai.DeliverAsync();

        await gerai.Clock.AdvanceAsync(TimeSpan.FromMinutes(13));

        Assert.Equal("1", (await shop.NextAsync()).Headers["X-Gerai-Attempt"]);
        Assert.Equal("2", (await shop.NextAsync()).Headers["X-Gerai-Attempt"]);
        Assert.Equal("3", (await shop.NextAsync()).Headers["X-Gerai-Attempt"]);
        Assert.False(shop.HasMore);
    }

    [Fact]
    public async Task A_shop_that_hangs_is_named_and_runs_into_the_time_limit_by_a_plain_turn()
    {
        await using var shop = await Shop.StartAsync();
        await using var gerai = await GeraiSandbox.StartAsync(new()
        {
            NotifyAt = new Uri(shop.NotifyUrl),
            Patience = TimeSpan.FromMilliseconds(300),
        });
        using var customer = new SandboxCustomer(gerai);
        var calls = 0;
        var forever = new TaskCompletionSource<int>();
        shop.Answers = _ => Interlocked.Increment(ref calls) == 1 ? forever.Task : Task.FromResult(200);
        await customer.ChargeAsync();

        var late = await Assert.ThrowsAsync<TimeoutException>(() => gerai.DeliverAsync());
        Assert.Contains(shop.NotifyUrl, late.Message, StringComparison.Ordinal);
        Assert.Contains("Clock.Advance(TimeSpan.FromSeconds(16))", late.Message, StringComparison.Ordinal);

        gerai.Clock.Advance(TimeSpan.FromSeconds(16));
        await gerai.Clock.AdvanceAsync(TimeSpan.FromMinutes(2));
        Assert.Equal("2", (await shop.NextAsync()).Headers["X-Gerai-Attempt"]);
        forever.SetResult(200);
    }

    [Fact]
    public async Task A_plain_turn_lets_things_happen_in_the_background()
    {
        await using var gerai = await GeraiSandbox.StartAsync();
        using var customer = new SandboxCustomer(gerai);
        await customer.ChargeAsync();
        await gerai.DeliverAsync();

        gerai.Clock.Advance(TimeSpan.FromHours(25));

        await gerai.Inbox.NextAsync("expire");
    }

    [Fact]
    public async Task A_shop_may_live_in_the_same_time()
    {
        await using var gerai = await GeraiSandbox.StartAsync();
        var rang = 0;
        await using var timer = gerai.Clock.CreateTimer(
            _ => rang++, null, TimeSpan.FromMinutes(5), Timeout.InfiniteTimeSpan);
        var started = gerai.Clock.GetTimestamp();

        await gerai.Clock.AdvanceAsync(TimeSpan.FromMinutes(4));
        Assert.Equal(0, rang);
        await gerai.Clock.AdvanceAsync(TimeSpan.FromMinutes(1));

        Assert.Equal(1, rang);
        Assert.Equal(TimeSpan.FromMinutes(5), gerai.Clock.GetElapsedTime(started));
    }

    [Fact]
    public async Task A_year_passes_quickly()
    {
        await using var gerai = await GeraiSandbox.StartAsync();
        var started = TimeProvider.System.GetTimestamp();

        await gerai.Clock.AdvanceAsync(TimeSpan.FromDays(365));

        Assert.InRange(TimeProvider.System.GetElapsedTime(started), TimeSpan.Zero, TimeSpan.FromSeconds(20));
    }
}
