using Gerai.Merchants;
using Gerai.Notifications;
using Gerai.Storage;
using Gerai.Tests.Support;
using Gerai.Values;

namespace Gerai.Tests.Storage;

/// <summary>
/// That nobody's notifications keep from another's: how places are shared over real books (decision 0008).
/// </summary>
public abstract class FairTakingContract(DatabaseKind kind) : TakingContract(kind)
{
    private const int BacklogRows = 20_000;

    private static readonly Delivery Failed = new(DeliveryResult.TimedOut, null);
    private static readonly Delivery Answered = new(DeliveryResult.Refused, 404);

    [Fact]
    public async Task One_endpoint_gets_no_more_places_than_its_own_however_much_it_has_waiting()
    {
        await BacklogAsync(10);
        var taker = TakerOver(Outbox, Options);

        var first = await TakenAsync(taker);
        Assert.Equal([Busy, Busy, Busy], first.Select(Server));
        Assert.Empty(await TakenAsync(taker));

        // Seven stand in line by now: a place that gets free goes to one of them without a look.
        Assert.Equal(Busy, Server(Release(taker, first[0])!));
        Assert.Empty(await TakenAsync(taker));
    }

    [Fact]
    public async Task A_long_backlog_of_one_endpoint_does_not_hide_the_row_of_another()
    {
        await BacklogAsync(BacklogRows);
        await OpenedAsync(NewPayment("order-2", Now.AddSeconds(1)), Quiet);
        var taker = TakerOver(Outbox, Options);

        Assert.Equal([Busy, Busy, Busy, Quiet], (await TakenAsync(taker)).Select(Server).OrderDescending());

        // Also while the busy one holds all of its places.
        await OpenedAsync(NewPayment("order-3", Now.AddSeconds(2)), Quiet);
        Assert.Equal([Quiet], (await TakenAsync(taker)).Select(Server));
    }

    [Fact]
    public async Task A_long_backlog_that_is_left_alone_does_not_hide_the_row_of_another()
    {
        await BacklogAsync(BacklogRows);
        await OpenedAsync(NewPayment("order-2", Now.AddSeconds(1)), Quiet);
        await OpenCircuitAsync(Busy, until: Now.AddMinutes(1));

        Assert.Equal([Quiet], (await TakenAsync(TakerOver(Outbox, Options))).Select(Server));
    }

    [Fact]
    public async Task Places_that_get_free_go_to_whom_the_least_runs_for()
    {
        await BacklogAsync(100);
        var taker = TakerOver(Outbox, Options with { EndpointConcurrencyMax = 8, ConcurrencyMax = 4 });
        var running = await TakenAsync(taker);
        Assert.Equal(3, running.Count);

        var other = await OtherMerchantAsync();
        await OpenedAsync(NewPayment("order-2", Now.AddSeconds(1)) with { Merchant = other.Id }, Quiet);

        // The last quarter of the places was kept for it.
        Assert.Equal([Quiet], (await TakenAsync(taker)).Select(Server));
    }

    [Fact]
    public async Task More_endpoints_than_one_look_lists_take_turns()
    {
        await Merchants.AddAsync(Some.Merchant(), Now, Cancel);
        string[] addresses = [.. Enumerable.Range(1, 500).Select(port => $"http://127.0.0.1:{port}/")];
        await OpenedAsync(NewPayment(), addresses);
        var taker = TakerOver(Outbox, Options);

        var told = new HashSet<string>();
        while (told.Count < addresses.Length && await TakenAsync(taker) is { Count: > 0 } taken)
        {
            foreach (var one in taken)
            {
                Assert.True(told.Add(one.Notification.Address));
                Assert.Equal(RecordResult.Written, await Outbox.RecordAsync(
                    one.Notification, Attempted(Answered), NotificationState.Delivered, null, Cancel));
                Release(taker, one);
            }
        }

        Assert.Equal(addresses.Length, told.Count);
    }

    [Fact]
    public async Task Endpoints_are_listed_in_pieces_each_once_with_when_its_first_row_is_due()
    {
        await BacklogAsync(10);
        await OpenedAsync(NewPayment("order-2", Now.AddSeconds(1)), Quiet);

        var first = Assert.Single(await Outbox.EndpointsAsync(null, 1, Cancel));
        var second = Assert.Single(await Outbox.EndpointsAsync(first.Endpoint, 1, Cancel));
        Assert.Empty(await Outbox.EndpointsAsync(second.Endpoint, 1, Cancel));

        Assert.Equal(
            [new(EndpointOf(Busy), Now, null), new WaitingEndpoint(EndpointOf(Quiet), Now.AddSeconds(1), null)],
            new[] { first, second }.OrderBy(one => one.DueAt));
        Assert.Equivalent(new[] { first, second }, await Outbox.EndpointsAsync(null, 9, Cancel), strict: true);
    }

    [Fact]
    public async Task After_the_time_of_rest_one_probe_goes_out_whatever_the_number_of_nodes()
    {
        await BacklogAsync(10);
        await OpenCircuitAsync(Busy, until: Now);
        await using var second = Books.SecondNode();
        FairTaker[] nodes = [TakerOver(Outbox, Options), TakerOver(OutboxOf(second), Options)];

        var taken = await Task.WhenAll(nodes.Select(node => TakenAsync(node)));

        var probe = Assert.Single(taken.SelectMany(rows => rows));
        Assert.True(probe.IsProbe);

        // Who took it has died: its lease lapses, and so does its right to probe, but not sooner.
        var third = TakerOver(Outbox, Options);
        Assert.Empty(await TakenAsync(third, LeaseEnd.AddMilliseconds(-1)));
        Assert.Single(await TakenAsync(third, LeaseEnd));
    }

    [Fact]
    public async Task A_probe_that_fails_opens_it_again_for_longer_and_one_that_is_answered_closes_it()
    {
        await BacklogAsync(10);
        var breaker = new CircuitBreaker(Circuits, Options, new WatchedTime());
        await OpenCircuitAsync(Busy, until: Now);

        var probe = Assert.Single(await TakenAsync(TakerOver(Outbox, Options)));
        await breaker.NoteAsync(probe, Failed, Cancel);
        var opened = (await Outbox.DueAsync(DueScope.All(Now), 1, Cancel))[0].Circuit!;
        Assert.Equal(new Circuit(3, 2, WatchedTime.FirstMoment.AddSeconds(60)), opened);

        var later = opened.OpenUntil!.Value;
        probe = Assert.Single(await TakenAsync(TakerOver(Outbox, Options), later));
        await breaker.NoteAsync(probe, Answered, Cancel);
        Assert.Equal(3, (await TakenAsync(TakerOver(Outbox, Options), later)).Count);
        Assert.Equal(0, await Books.CountAsync("endpoints"));
    }

    [Fact]
    public async Task The_backlog_is_counted_with_its_oldest_row_and_the_endpoints_left_alone()
    {
        Assert.Equal(new Backlog(0, null, 0), await Outbox.BacklogAsync(Now, Cancel));
        await BacklogAsync(10);
        await OpenedAsync(NewPayment("order-2", Now.AddSeconds(1)), Quiet);
        await OpenCircuitAsync(Busy, until: Now.AddMinutes(1));
        await Circuits.ChangeAsync(EndpointOf(Quiet), Now, _ => new Circuit(1, 0, null), Cancel);

        Assert.Equal(new Backlog(10, Now, 1), await Outbox.BacklogAsync(Now, Cancel));
    }

    // What a gateway left waiting that did not know of endpoints yet.
    [Fact]
    public async Task Rows_that_waited_before_the_migration_are_taken_like_any_others()
    {
        await BacklogAsync(2);
        await Books.ExecuteAsync("update notifications set endpoint = ''");
        var script = Repository.Read("src/Gerai.Gateway/Storage/Migrations/0003_fair_delivery.sql");
        await Books.ExecuteAsync(script.Split(';').Single(part => part.Contains("update ", StringComparison.Ordinal)));

        Assert.Equal(
            [$"{Some.MerchantId} {Busy}", $"{Some.MerchantId} {Busy}/1"],
            (await TakenAsync(TakerOver(Outbox, Options))).Select(row => row.Notification.Endpoint.Text).Order());
    }
}

public sealed class SqliteFairTakingTests() : FairTakingContract(DatabaseKind.Sqlite);

public sealed class PostgresFairTakingTests() : FairTakingContract(DatabaseKind.Postgres);
