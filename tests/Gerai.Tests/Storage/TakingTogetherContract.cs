using Gerai.Nodes;
using Gerai.Notifications;
using Gerai.Tests.Support;

namespace Gerai.Tests.Storage;

/// <summary>
/// How nodes that know of one another share what waits: by slot, so that they rarely reach for the same row, and a
/// limit by how many they are (decision 0025).
/// </summary>
public abstract class TakingTogetherContract(DatabaseKind kind) : TakingContract(kind)
{
    private const int Rows = 120;

    private static readonly NotificationOptions Roomy = new() { ConcurrencyMax = 600, EndpointConcurrencyMax = 400 };

    // As many rows have just become due as either could send; and many more than that have waited for some seconds.
    [Theory]
    [InlineData(400, 300, 0)]
    [InlineData(8, 3, 5)]
    public async Task Two_nodes_that_know_of_one_another_rarely_reach_for_the_same_row(
        int places, int endpointPlaces, int secondsWaited)
    {
        var at = Now.AddSeconds(secondsWaited);
        var options = new NotificationOptions
        {
            ConcurrencyMax = places,
            EndpointConcurrencyMax = endpointPlaces,
        };
        await WaitingAsync(Rows);

        var (wanted, won) = await RacedAsync(options, at, NodePlace.Alone, NodePlace.Alone);
        Assert.True(won * 2 == wanted, $"Who knows of nobody reaches for each row: {wanted}, {won}.");
        await Books.ExecuteAsync($"update notifications set due_at_ms = {Now.ToUnixTimeMilliseconds()}");

        (wanted, won) = await RacedAsync(options, at, new NodePlace(0, 2), new NodePlace(1, 2));
        Assert.Equal(wanted, won);
        Assert.True(won > 0);
    }

    [Fact]
    public async Task What_a_node_has_not_taken_for_a_second_another_takes()
    {
        await WaitingAsync(Rows);
        var taker = TakerOver(Outbox, Roomy, new NodePlace(0, 2));

        var own = await TakenAsync(taker, Now);
        Assert.All(own, row => Assert.InRange(row.Notification.Id.Slot.Number, 0, 511));
        Assert.InRange(own.Count, 1, Rows - 1);
        Assert.Empty(await TakenAsync(taker, Now.AddMilliseconds(999)));
        var others = await TakenAsync(taker, Now.AddSeconds(1));

        Assert.Equal(Rows, own.Count + others.Count);
    }

    [Fact]
    public async Task A_node_that_is_called_for_help_takes_what_is_in_anothers_slots_at_once()
    {
        await WaitingAsync(Rows);
        var nodes = new LivingNodes();
        nodes.Take(new NodePlace(0, 2));
        var taker = new FairTaker(Outbox, Roomy, nodes);
        var own = await TakenAsync(taker, Now);
        Assert.Empty(await TakenAsync(taker, Now));

        nodes.Help();

        Assert.Equal(Rows - own.Count, (await TakenAsync(taker, Now)).Count);
        Assert.Empty(await TakenAsync(taker, Now));
    }

    [Fact]
    public async Task Two_nodes_call_one_server_no_more_often_at_once_than_one_may()
    {
        await WaitingAsync(Rows);
        var options = Options with { ConcurrencyMax = 64, EndpointConcurrencyMax = 5 };
        var nodes = new LivingNodes();
        nodes.Take(new NodePlace(1, 2));
        var second = new FairTaker(Outbox, options, nodes);

        Assert.Equal(3, (await TakenAsync(TakerOver(Outbox, options, new NodePlace(0, 2)))).Count);
        Assert.Equal(2, (await TakenAsync(second)).Count);
        Assert.Empty(await TakenAsync(second));

        // The first has gone, and with it its three.
        nodes.Take(NodePlace.Alone);
        Assert.Equal(3, (await TakenAsync(second)).Count);
    }

    private async Task WaitingAsync(int count)
    {
        await Merchants.AddAsync(Some.Merchant(), Now, Cancel);
        await Task.WhenAll(Enumerable.Range(1, count)
            .Select(number => OpenedAsync(NewPayment($"order-{number}"), Busy)));
    }

    // How many rows both reached for, and how many of these they got, when each has looked before either takes.
    private async Task<(int Wanted, int Won)> RacedAsync(
        NotificationOptions options, DateTimeOffset at, NodePlace first, NodePlace second)
    {
        await using var books = Books.SecondNode();
        Rival[] rivals = [new(Outbox), new(OutboxOf(books))];
        var taken = new[] { TakerOver(rivals[0], options, first), TakerOver(rivals[1], options, second) }
            .Select(taker => taker.TakeAsync(at, LeaseEnd, Cancel))
            .ToList();
        await Task.WhenAll(rivals.Select(rival => rival.HasLooked));
        Array.ForEach(rivals, rival => rival.Go());
        await Task.WhenAll(taken);
        return (rivals.Sum(rival => rival.Wanted), rivals.Sum(rival => rival.Won));
    }

    /// <summary>An outbox that holds its node between the look and the taking, and counts.</summary>
    private sealed class Rival(IOutbox outbox) : IOutbox
    {
        private readonly TaskCompletionSource looked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource go = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task HasLooked => looked.Task;

        public int Wanted { get; private set; }

        public int Won { get; private set; }

        public void Go() => go.SetResult();

        public async Task<IReadOnlyList<LeasedNotification>> TakeAsync(
            IReadOnlyList<DueNotification> chosen, DateTimeOffset leaseEnd, CancellationToken cancel)
        {
            looked.SetResult();
            await go.Task;
            var taken = await outbox.TakeAsync(chosen, leaseEnd, cancel);
            (Wanted, Won) = (chosen.Count, taken.Count);
            return taken;
        }

        public Task<IReadOnlyList<DueNotification>> DueAsync(
            DueScope scope, int countMax, CancellationToken cancel) => outbox.DueAsync(scope, countMax, cancel);

        public Task<IReadOnlyList<DueNotification>> DueOfAsync(
            Endpoint endpoint, DueScope scope, int countMax, CancellationToken cancel) =>
            outbox.DueOfAsync(endpoint, scope, countMax, cancel);

        public Task<IReadOnlyList<WaitingEndpoint>> EndpointsAsync(
            Endpoint? after, int countMax, CancellationToken cancel) => outbox.EndpointsAsync(after, countMax, cancel);

        public Task GiveBackAsync(IReadOnlyList<LeasedNotification> leased, CancellationToken cancel) =>
            outbox.GiveBackAsync(leased, cancel);

        public Task<RecordResult> RecordAsync(
            Notification leased,
            Attempt attempt,
            NotificationState state,
            DateTimeOffset? dueAgainAt,
            CancellationToken cancel) => outbox.RecordAsync(leased, attempt, state, dueAgainAt, cancel);

        public Task<DateTimeOffset?> NextDueAsync(CancellationToken cancel) => outbox.NextDueAsync(cancel);

        public Task<Backlog> BacklogAsync(DateTimeOffset now, CancellationToken cancel) =>
            outbox.BacklogAsync(now, cancel);
    }
}

public sealed class SqliteTakingTogetherTests() : TakingTogetherContract(DatabaseKind.Sqlite);

public sealed class PostgresTakingTogetherTests() : TakingTogetherContract(DatabaseKind.Postgres);
