using Gerai.Notifications;
using Gerai.Storage;
using Gerai.Tests.Support;
using Gerai.Values;

namespace Gerai.Tests.Storage;

/// <summary>What <see cref="IForwardLog"/> promises.</summary>
public abstract class ForwardLogContract(DatabaseKind kind) : StorageContract(kind)
{
    private const int KeptMax = 3;

    [Fact]
    public async Task A_report_is_kept_as_it_came_and_changes_no_delivery()
    {
        await Merchants.AddAsync(Some.Merchant(), Now, Cancel);
        var id = new EventId((await OpenedAsync(NewPayment(), "http://127.0.0.1:9/a")).Id, 1);
        var before = (await Events.FindAsync(Some.MerchantId, id, Cancel))!.Deliveries;
        var answered = NewForward(1);
        var silent = NewForward(2) with { Result = DeliveryResult.TimedOut, HttpStatus = null, Address = "über" };

        Assert.True(await RecordAsync(id, silent));
        Assert.True(await RecordAsync(id, answered));

        var told = (await Events.FindAsync(Some.MerchantId, id, Cancel))!;
        Assert.Equal([answered, silent], told.Forwards);
        Assert.Equal(before.Single().State, told.Deliveries.Single().State);
        Assert.Equal(before.Single().NextAttemptAt, told.Deliveries.Single().NextAttemptAt);
        Assert.Empty(told.Deliveries.Single().Attempts);
    }

    [Fact]
    public async Task The_same_report_is_kept_once_also_when_two_nodes_get_it_at_once()
    {
        var id = new EventId((await OpenedAsync(NewPayment())).Id, 1);
        await using var other = Books.SecondNode();
        IForwardLog[] nodes = [Forwards, new ForwardLog(other.Group)];

        var heard = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(
            () => nodes[i % 2].RecordAsync(Some.MerchantId, id, NewForward(1), KeptMax, Cancel), Cancel)));
        await RecordAsync(id, NewForward(1) with { Result = DeliveryResult.TimedOut, HttpStatus = null });
        await RecordAsync(id, NewForward(1) with { Address = "http://localhost:2/" });

        Assert.All(heard, Assert.True);
        Assert.Equal(2, (await ForwardsAsync(id)).Count);
        Assert.All(await ForwardsAsync(id), forward => Assert.Equal(DeliveryResult.Delivered, forward.Result));
    }

    [Fact]
    public async Task The_newest_are_kept_by_our_own_clock_and_other_events_keep_theirs()
    {
        var id = new EventId((await OpenedAsync(NewPayment("first"))).Id, 1);
        var other = new EventId((await OpenedAsync(NewPayment("second"))).Id, 1);
        await RecordAsync(other, NewForward(0));
        await RecordAsync(id, NewForward(0) with { StartedAt = Now.AddDays(1) });
        foreach (var minute in Enumerable.Range(1, 5))
        {
            await RecordAsync(id, NewForward(minute));
        }

        Assert.Equal([NewForward(3), NewForward(4), NewForward(5)], await ForwardsAsync(id));
        Assert.Single(await ForwardsAsync(other));
    }

    [Fact]
    public async Task Nothing_is_kept_of_what_is_no_event_of_this_merchant()
    {
        var opened = await OpenedAsync(NewPayment());
        var late = opened.ExpiresAt.AddSeconds(-1);
        await SavedAsync(opened, new Gerai.Payments.PaymentCommand.Inquire(late, Some.Grace));
        var stranger = MerchantId.Of(GatewayEnvironment.Production, "G100200300");

        Assert.False(await Forwards.RecordAsync(stranger, new EventId(opened.Id, 1), NewForward(1), KeptMax, Cancel));
        Assert.False(await RecordAsync(new EventId(opened.Id, 2), NewForward(1)));
        Assert.False(await RecordAsync(new EventId(opened.Id, 9), NewForward(1)));
        Assert.Equal(0, await Books.CountAsync("forwards"));
    }

    private static Forward NewForward(int minute) => new()
    {
        Address = "http://localhost:5000/notify",
        StartedAt = Now.AddMinutes(minute),
        Took = TimeSpan.FromMilliseconds(12),
        Result = DeliveryResult.Delivered,
        HttpStatus = 200,
        ReportedAt = Now.AddMinutes(minute),
    };

    private Task<bool> RecordAsync(EventId id, Forward forward) =>
        Forwards.RecordAsync(Some.MerchantId, id, forward, KeptMax, Cancel);

    private async Task<IReadOnlyList<Forward>> ForwardsAsync(EventId id) =>
        (await Events.FindAsync(Some.MerchantId, id, Cancel))!.Forwards;
}

public sealed class SqliteForwardLogTests() : ForwardLogContract(DatabaseKind.Sqlite);

public sealed class PostgresForwardLogTests() : ForwardLogContract(DatabaseKind.Postgres);
