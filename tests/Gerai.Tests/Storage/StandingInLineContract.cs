using Gerai.Notifications;
using Gerai.Tests.Support;

namespace Gerai.Tests.Storage;

/// <summary>Rows that are taken ahead for a server that is busy: they save a look, and change nobody's turn.</summary>
public abstract class StandingInLineContract(DatabaseKind kind) : TakingContract(kind)
{
    [Fact]
    public async Task Who_stands_in_line_was_due_the_longest_and_is_started_once()
    {
        await Merchants.AddAsync(Some.Merchant(), Now, Cancel);
        for (var order = 1; order <= 9; order++)
        {
            await OpenedAsync(NewPayment($"order-{order}", Now.AddMilliseconds(order)), $"{Busy}/{order}");
        }

        var taker = TakerOver(Outbox, Options);
        var started = (await TakenAsync(taker)).ToList();
        for (var ended = 0; Release(taker, started[ended]) is { } next; ended++)
        {
            started.Add(next);
        }

        Assert.Equal(
            Enumerable.Range(1, 9).Select(order => $"{Busy}/{order}"),
            started.Select(row => row.Notification.Address));
    }

    [Fact]
    public async Task Nobody_goes_from_the_line_to_a_place_while_a_merchant_waits_of_whom_less_runs()
    {
        await BacklogAsync(100);
        var taker = TakerOver(Outbox, Options with { EndpointConcurrencyMax = 8, ConcurrencyMax = 6 });
        var running = await TakenAsync(taker);
        Assert.Equal(5, running.Count);
        var other = await OtherMerchantAsync();
        var opened = NewPayment("order-2", Now.AddSeconds(1)) with { Merchant = other.Id };
        await OpenedAsync(opened, Quiet, Quiet + "/2");
        Assert.Equal([Quiet], (await TakenAsync(taker)).Select(Server));

        // All places are taken, and for the next one to get free somebody has to look; the one after that is kept for
        // a merchant of whom nothing runs.
        Assert.Empty(await TakenAsync(taker));
        Assert.Null(Release(taker, running[0]));
        Assert.Empty(await TakenAsync(taker));
        Assert.Null(Release(taker, running[1]));
        Assert.Equal([Quiet], (await TakenAsync(taker)).Select(Server));

        // Three of the one and two of the other: when one of the three ends, no less runs of the other.
        Assert.Equal(Busy, Server(Release(taker, running[2])!));
    }

    [Fact]
    public async Task What_stands_in_line_is_given_back_as_it_was_when_the_endpoint_is_left_alone()
    {
        await BacklogAsync(10);
        var taker = TakerOver(Outbox, Options);
        var running = await TakenAsync(taker);
        Assert.Empty(await Outbox.DueAsync(DueScope.All(Now.AddSeconds(5)), 20, Cancel));

        await taker.GiveBackAsync(EndpointOf(Busy), Cancel);

        var due = await Outbox.DueAsync(DueScope.All(Now.AddSeconds(5)), 20, Cancel);
        Assert.Equal(Enumerable.Repeat(Now, 7), due.Select(row => row.Notification.DueAt));
        Assert.Null(Release(taker, running[0]));
    }

    [Fact]
    public async Task Who_has_stood_in_line_too_long_for_a_call_within_the_lease_is_given_back()
    {
        await BacklogAsync(10);
        var taker = TakerOver(Outbox, Options);
        var running = await TakenAsync(taker);
        var late = LeaseEnd - Options.TimeLimit;

        Assert.Null(Release(taker, running[0], late));
        var again = Assert.Single(await TakenAsync(taker, late));

        Assert.Equal(late.AddSeconds(30), again.Notification.DueAt);
    }
}

public sealed class SqliteStandingInLineTests() : StandingInLineContract(DatabaseKind.Sqlite);

public sealed class PostgresStandingInLineTests() : StandingInLineContract(DatabaseKind.Postgres);
