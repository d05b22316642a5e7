using Gerai.Nodes;

namespace Gerai.Notifications;

/// <summary>
/// Takes due notifications so that nobody starves: the places go round among merchants, the longest waiting of each
/// first, and what may not be called now is stepped over however much of it there is.
/// </summary>
internal sealed class FairTaker(IOutbox outbox, NotificationOptions options, LivingNodes nodes)
{
    // Endpoints looked at in one go when there is a backlog. More of them than this take turns.
    private const int EndpointsMax = 200;

    // How far the look in order of age goes, in shares of all places. What it does not reach is a backlog.
    private const int WindowShare = 2;

    // Rows of a backlog are read for so many nodes at most, so that a look stays short however many there are.
    private const int NodesLookedPast = 8;

    // So long a row is left to the node whose slot it is in. It has been told of it, and looks by itself every second.
    private static readonly TimeSpan LeftToOthersFor = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private readonly Places places = new(options, nodes);
    private readonly Line line = new(options);

    // Merchants who wait for no other reason than that others have the places, as the last look saw it.
    private HashSet<string> crowdedOut = [];

    private Endpoint? lastSeen;

    // The last look has seen every endpoint, and more than a look in order of age would show.
    private bool isBacklogKnown;

    /// <summary>
    /// Takes as much as there are places for; each row returned holds one until it is released. Of an endpoint that has
    /// all of its places some more rows are taken, and stand in line for them.
    /// </summary>
    public async Task<IReadOnlyList<LeasedNotification>> TakeAsync(
        DateTimeOffset now, DateTimeOffset leaseEnd, CancellationToken cancel)
    {
        await GiveBackAsync(RemoveLate(now), cancel);
        if (IsFull())
        {
            return [];
        }

        var choice = Choose(await CandidatesAsync(now, cancel), now);
        IReadOnlyList<DueNotification> wanted = [.. choice.Placed, .. choice.Ahead];
        var isSeated = false;
        try
        {
            Seat(choice, wanted.Count == 0 ? [] : await outbox.TakeAsync(wanted, leaseEnd, cancel));
            isSeated = true;
            return choice.Starting;
        }
        finally
        {
            if (!isSeated)
            {
                Undo(choice);
            }
        }
    }

    /// <summary>Whether the last look has left somebody without a place at this node.</summary>
    public bool IsShortOfPlaces
    {
        get
        {
            lock (gate)
            {
                return crowdedOut.Count > 0;
            }
        }
    }

    /// <summary>A call has ended. Returns who goes next in its place, when that can be said without a look.</summary>
    public LeasedNotification? Release(LeasedNotification ended, bool mayFollow, DateTimeOffset now)
    {
        lock (gate)
        {
            var endpoint = ended.Notification.Endpoint;
            places.Vacate(endpoint);
            if (!mayFollow || !IsTurnOf(endpoint.Merchant) || line.Next(endpoint, now) is not { } next)
            {
                return null;
            }

            places.Occupy(endpoint);
            return next;
        }
    }

    /// <summary>Whether a look may find more rows to stand in line here.</summary>
    public bool IsShortAt(Endpoint endpoint)
    {
        lock (gate)
        {
            return line.IsShortAt(endpoint);
        }
    }

    /// <summary>Gives back what stands in line for one endpoint, or for all of them, as it was.</summary>
    public Task GiveBackAsync(Endpoint? endpoint, CancellationToken cancel)
    {
        lock (gate)
        {
            return GiveBackAsync(line.Remove(endpoint), cancel);
        }
    }

    private Task GiveBackAsync(IReadOnlyList<LeasedNotification> rows, CancellationToken cancel) =>
        rows.Count == 0 ? Task.CompletedTask : outbox.GiveBackAsync(rows, cancel);

    private IReadOnlyList<LeasedNotification> RemoveLate(DateTimeOffset now)
    {
        lock (gate)
        {
            return line.RemoveLate(now);
        }
    }

    // Without a look nobody knows who waits. It may be a merchant of whom nothing runs, such as the one without a name.
    private bool IsFull()
    {
        lock (gate)
        {
            if (places.Free > 0)
            {
                return false;
            }

            crowdedOut = [""];
            return true;
        }
    }

    // The merchant of whom the least runs is next, so a place stays with its merchant when no less runs of others.
    private bool IsTurnOf(string merchant) =>
        crowdedOut.All(other => places.TakenBy(merchant) <= places.TakenBy(other));

    // Mostly all that is due is seen at one look. When it is not, its front may be all of one endpoint: then the
    // endpoints are asked one by one, which costs the same however much each of them has waiting. As long as they have
    // as much, the look that would show the same again is spared.
    private async Task<IReadOnlyList<DueNotification>> CandidatesAsync(DateTimeOffset now, CancellationToken cancel)
    {
        var windowMax = options.ConcurrencyMax * WindowShare;
        var scope = new DueScope(now, nodes.Place.Slots, nodes.TakeCallForHelp() ? now : now - LeftToOthersFor);
        IReadOnlyList<DueNotification> oldest = [];
        if (!isBacklogKnown)
        {
            oldest = await outbox.DueAsync(scope, windowMax, cancel);
            if (oldest.Count < windowMax)
            {
                return oldest;
            }
        }

        var candidates = new List<DueNotification>();
        var listed = await outbox.EndpointsAsync(lastSeen, EndpointsMax, cancel);
        var areAllListed = lastSeen is null && listed.Count < EndpointsMax;
        lastSeen = listed.Count < EndpointsMax ? null : listed[^1].Endpoint;
        foreach (var (endpoint, countMax) in Turns(listed, oldest, now))
        {
            candidates.AddRange(await DueOfAsync(endpoint, scope, countMax, cancel));
        }

        isBacklogKnown = areAllListed && candidates.Count >= windowMax;
        return candidates;
    }

    // In a backlog everything has waited for long. Each node keeps to its own slots, as long as it sees any of them.
    private async Task<IEnumerable<DueNotification>> DueOfAsync(
        Endpoint endpoint, DueScope scope, int countMax, CancellationToken cancel)
    {
        var nodeCount = Math.Clamp(nodes.Place.Count, 1, NodesLookedPast);
        var rows = await outbox.DueOfAsync(endpoint, scope, countMax * nodeCount, cancel);
        var own = rows.Where(row => scope.Own.Contains(row.Notification.Id.Slot)).ToList();
        return (own.Count > 0 ? own : rows).Take(countMax);
    }

    // Whose turn it is and for how much: no more endpoints than there are places.
    private IReadOnlyList<(Endpoint Endpoint, int CountMax)> Turns(
        IReadOnlyList<WaitingEndpoint> listed, IReadOnlyList<DueNotification> oldest, DateTimeOffset now)
    {
        lock (gate)
        {
            return
            [
                .. listed
                    .Concat(oldest.Select(row =>
                        new WaitingEndpoint(row.Notification.Endpoint, row.Notification.DueAt, row.Circuit)))
                    .Where(one => one.DueAt <= now && one.Circuit?.IsOpenAt(now) is not true)
                    .DistinctBy(one => one.Endpoint)
                    .Where(one => places.IsOpenTo(one.Endpoint, one.Circuit) || line.IsShortAt(one.Endpoint))
                    .OrderBy(one => places.TakenBy(one.Endpoint.Merchant))
                    .ThenBy(one => one.DueAt)
                    .Take(places.Free)
                    .Select(one => (one.Endpoint, CountMaxAt(one.Endpoint))),
            ];
        }
    }

    private int CountMaxAt(Endpoint endpoint) =>
        Math.Min(places.Free, places.EndpointMax) + line.RoomAt(endpoint);

    private Choice Choose(IReadOnlyList<DueNotification> candidates, DateTimeOffset now)
    {
        var turns = candidates
            .Where(row => row.Circuit?.IsOpenAt(now) is not true)
            .OrderBy(row => row.Notification.DueAt)
            .GroupBy(row => row.Notification.Endpoint)
            .ToDictionary(rows => rows.Key, rows => new Turn(rows.Key, rows.First().Circuit, new(rows)));
        var choice = new Choice([], [], []);
        lock (gate)
        {
            foreach (var endpoint in line.Endpoints)
            {
                turns.TryAdd(endpoint, new Turn(endpoint, null, []));
            }

            while (Next(turns.Values) is { } turn)
            {
                places.Occupy(turn.Endpoint);
                if (line.Next(turn.Endpoint, now) is { } standing)
                {
                    choice.Starting.Add(standing);
                }
                else
                {
                    choice.Placed.Add(turn.Due.Dequeue());
                }
            }

            crowdedOut = turns.Values
                .Where(turn => WaitingSince(turn) is not null && !places.IsFullAt(turn.Endpoint, turn.Circuit))
                .Select(turn => turn.Endpoint.Merchant)
                .ToHashSet();
            choice.Ahead.AddRange(turns.Values.SelectMany(Ahead).Take(line.Room));
            return choice;
        }
    }

    // The merchant of whom the least runs is next, and of those with equally much the one who waits longest.
    private Turn? Next(IEnumerable<Turn> turns) => turns
        .Where(turn => WaitingSince(turn) is not null && places.IsOpenTo(turn.Endpoint, turn.Circuit))
        .MinBy(turn => (places.TakenBy(turn.Endpoint.Merchant), WaitingSince(turn)));

    private DateTimeOffset? WaitingSince(Turn turn) => line.FirstSinceAt(turn.Endpoint)
        ?? (turn.Due.TryPeek(out var row) ? row.Notification.DueAt : null);

    // Nobody stands in line at a server that is only being probed.
    private IEnumerable<DueNotification> Ahead(Turn turn) => turn.Circuit is { OpenUntil: not null }
        ? []
        : turn.Due.Take(line.RoomAt(turn.Endpoint));

    private void Undo(Choice choice)
    {
        lock (gate)
        {
            choice.Placed.ForEach(row => places.Vacate(row.Notification.Endpoint));
            foreach (var row in choice.Starting)
            {
                places.Vacate(row.Notification.Endpoint);
                line.Add(row);
            }
        }
    }

    // The places were kept while the rows were taken, but another node may have been faster.
    private void Seat(Choice choice, IReadOnlyList<LeasedNotification> leased)
    {
        lock (gate)
        {
            choice.Placed.ForEach(row => places.Vacate(row.Notification.Endpoint));
            foreach (var row in leased)
            {
                var endpoint = row.Notification.Endpoint;
                if (places.IsOpenTo(endpoint, row.Circuit) && IsTurnOf(endpoint.Merchant))
                {
                    places.Occupy(endpoint);
                    choice.Starting.Add(row);
                }
                else
                {
                    line.Add(row);
                }
            }
        }
    }

    /// <summary>What a look has to do with one endpoint.</summary>
    private sealed record Turn(Endpoint Endpoint, Circuit? Circuit, Queue<DueNotification> Due);

    /// <summary>What starts, what is to be taken for places that are kept for it, and what to stand in line.</summary>
    private sealed record Choice(
        List<LeasedNotification> Starting, List<DueNotification> Placed, List<DueNotification> Ahead);
}
