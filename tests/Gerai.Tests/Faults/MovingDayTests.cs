using Gerai.Notifications;
using Gerai.Storage;
using Gerai.Stores;
using Gerai.Tests.Support;
using Microsoft.AspNetCore.Http;

namespace Gerai.Tests.Faults;

/// <summary>A shop in the middle of its day moves from one machine's file to PostgreSQL, and nobody notices.</summary>
public sealed class MovingDayTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("gerai-moving-");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task What_was_charged_paid_or_waiting_before_the_move_goes_on_after_it()
    {
        await using var server = await TestDatabase.EmptyAsync(DatabaseKind.Postgres);
        await using var gateway = await TestGateway.StartAsync(
            TestGateway.WithoutSweeper, $"Data Source={Path.Combine(folder.FullName, "gerai.db")}");
        gateway.Shop.Answers = _ => Task.FromResult(StatusCodes.Status503ServiceUnavailable);
        var file = gateway.Options.Database;
        var paidBefore = await gateway.ChargedCodeAsync();
        var keyed = Some.ChargeBody(StoreChain.Alfamart, "order-key", 20_000);
        var charged = await gateway.ChargeAsync(keyed, ("Idempotency-Key", "key-1"));

        await CopyAsync(file, server, isLast: false);
        var booked = await gateway.Terminal(StoreChain.Alfamart).PayAsync(paidBefore, 44_000, "R-1");
        var paidAfter = await gateway.ChargedCodeAsync(order: "order-201", amount: 50_000);
        await gateway.WaitForAttemptsAsync(4);
        await Assert.ThrowsAsync<CopyRefusal>(() => CopyAsync(file, server, isLast: true));
        await gateway.StopAsync();
        await Assert.ThrowsAsync<InvalidOperationException>(() => gateway.StartAgainAsync(server.ConnectionString));
        var end = await CopyAsync(file, server, isLast: true);
        await gateway.StartAgainAsync(server.ConnectionString);

        Assert.Empty(end.Differences);
        Assert.Equal("settlement", (await gateway.StatusAsync("order-101"))["transaction_status"]);
        Assert.Equal("pending", (await gateway.StatusAsync("order-201"))["transaction_status"]);
        Assert.Equal(charged.Text, (await gateway.ChargeAsync(keyed, ("Idempotency-Key", "key-1"))).Text);
        var till = gateway.Terminal(StoreChain.Alfamart);
        Assert.Equal(booked.Text, (await till.PayAsync(paidBefore, 44_000, "R-1")).Text);
        Assert.Equal("booked", (await till.PayAsync(paidAfter, 50_000, "R-2"))["result"]);
        var codes = new[] { paidBefore, paidAfter, charged["payment_code"] };
        Assert.DoesNotContain(await gateway.ChargedCodeAsync(order: "order-301"), codes);

        // What is under way is over, so that no lease ends with the turning of the clock.
        await gateway.WaitForAttemptsAsync(6);
        gateway.Shop.Answers = _ => Task.FromResult(StatusCodes.Status200OK);
        gateway.Advance(TimeSpan.FromMinutes(3));
        await gateway.WaitForStateAsync(NotificationState.Delivered);
        Assert.Equal(6, await server.CountAsync("notifications"));
    }

    private static Task<CopyEnd> CopyAsync(string from, TestDatabase to, bool isLast) =>
        new BooksCopy(from, to.ConnectionString, TimeProvider.System).RunAsync(isLast, _ => { }, Cancel);
}
