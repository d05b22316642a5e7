namespace Gerai.Notifications;

/// <summary>
/// Takes due notifications so that nobody starves: the places go round among merchants, the longest waiting of each
/// first, and what may not be called now is stepped over however much of it there is.
/// </summary>
internal sealed class FairTaker(IOutbox outbox, NotificationOptions options)
{
    // Endpoints looked at in one go when there is a backlog. More of them than this take turns.
    private const int EndpointsMax = 200;

    // How far the look in order of age goes, in shares of all places. What it does not reach is a backlog.
    private const int WindowShare = 2;

    private readonly Lock gate = new();
    private readonly Places places = new(options);
    private Endpoint? lastSeen;

    /// <summary>Takes as much as there are places for. Each row taken holds one until it is released.</summary>
    public async Task<IReadOnlyList<LeasedNotification>> TakeAsync(
        DateTimeOffset now, DateTimeOffset leaseEnd, CancellationToken cancel)
    {
        var running = Running();
        if (running.Free <= 0)
        {
            return [];
        }

        var chosen = Choose(await CandidatesAsync(running, now, cancel), running, now);
        if (chosen.Count == 0)
        {
            return [];
        }

        var leased = await outbox.TakeAsync(chosen, leaseEnd, cancel);
        lock (gate)
        {
            foreach (var one in leased)
            {
                places.Occupy(one.Notification.Endpoint);
            }
        }

        return leased;
    }

    public void Release(LeasedNotification leased)
    {
        lock (gate)
        {
            places.Vacate(leased.Notification.Endpoint);
        }
    }

    private Places Running()
    {
        lock (gate)
        {
            return places.Copy();
        }
    }

    // Mostly all that is due is seen at one look. When it is not, its front may be all of one endpoint: then the
    // endpoints are asked one by one, which costs the same however much each of them has waiting.
    private async Task<IReadOnlyList<DueNotification>> CandidatesAsync(
        Places running, DateTimeOffset now, CancellationToken cancel)
    {
        var windowMax = options.ConcurrencyMax * WindowShare;
        var oldest = await outbox.DueAsync(now, windowMax, cancel);
        if (oldest.Count < windowMax)
        {
            return oldest;
        }

        var candidates = new List<DueNotification>();
        foreach (var endpoint in await TurnsAsync(oldest, running, now, cancel))
        {
            var countMax = Math.Min(running.Free, options.EndpointConcurrencyMax);
            candidates.AddRange(await outbox.DueOfAsync(endpoint, now, countMax, cancel));
        }

        return candidates;
    }

    // Whose turn it is: no more endpoints than there are places.
    private async Task<IEnumerable<Endpoint>> TurnsAsync(
        IReadOnlyList<DueNotification> oldest, Places running, DateTimeOffset now, CancellationToken cancel)
    {
        var listed = await outbox.EndpointsAsync(lastSeen, EndpointsMax, cancel);
        lastSeen = listed.Count < EndpointsMax ? null : listed[^1].Endpoint;
        return listed
            .Concat(oldest.Select(row =>
                new WaitingEndpoint(row.Notification.Endpoint, row.Notification.DueAt, row.Circuit)))
            .Where(one => one.DueAt <= now && one.Circuit?.IsOpenAt(now) is not true)
            .Where(one => running.IsOpenTo(one.Endpoint, one.Circuit))
            .DistinctBy(one => one.Endpoint)
            .OrderBy(one => running.TakenBy(one.Endpoint.Merchant))
            .ThenBy(one => one.DueAt)
            .Take(running.Free)
            .Select(one => one.Endpoint)
            .ToList();
    }

    private static List<DueNotification> Choose(
        IReadOnlyList<DueNotification> candidates, Places running, DateTimeOffset now)
    {
        var waiting = candidates
            .Where(row => row.Circuit?.IsOpenAt(now) is not true)
            .OrderBy(row => row.Notification.DueAt)
            .ToList();
        var chosen = new List<DueNotification>();
        while (Next(waiting, running) is { } next)
        {
            waiting.Remove(next);
            running.Occupy(next.Notification.Endpoint);
            chosen.Add(next);
        }

        return chosen;
    }

    // The merchant of whom the least runs is next, and of those with equally much the one who waits longest.
    private static DueNotification? Next(List<DueNotification> waiting, Places running) => waiting
        .Where(row => running.IsOpenTo(row.Notification.Endpoint, row.Circuit))
        .MinBy(row => running.TakenBy(row.Notification.Endpoint.Merchant));
}
