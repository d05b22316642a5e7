using System.Collections.Concurrent;
using Gerai.Notifications;

namespace Gerai.Testing;

/// <summary>
/// The gateway's outbox, with an eye on what is under way, so that a test can wait until all has been told; and the
/// place where a notification is made late.
/// </summary>
internal sealed class WatchedOutbox(IOutbox outbox, SandboxTrouble trouble, TimeProvider time)
    : IOutbox, IDisposable
{
    private readonly ConcurrentDictionary<(EventId Event, string Address), bool> underWay = new();
    private readonly SemaphoreSlim changed = new(0, 1);
    private long changes;
    private int working;

    /// <summary>Grows with every row that is taken, recorded or given back.</summary>
    public long Changes => Interlocked.Read(ref changes);

    public bool IsBusy => Volatile.Read(ref working) > 0 || !underWay.IsEmpty;

    /// <summary>The addresses that are being called.</summary>
    public IReadOnlyList<string> UnderWay => [.. underWay.Keys.Select(key => key.Address).Distinct()];

    public Task WaitForChangeAsync(TimeSpan longest, CancellationToken cancel) => changed.WaitAsync(longest, cancel);

    public Task<IReadOnlyList<DueNotification>> DueAsync(
        DueScope scope, int countMax, CancellationToken cancel) => outbox.DueAsync(scope, countMax, cancel);

    public Task<IReadOnlyList<DueNotification>> DueOfAsync(
        Endpoint endpoint, DueScope scope, int countMax, CancellationToken cancel) =>
        outbox.DueOfAsync(endpoint, scope, countMax, cancel);

    public Task<IReadOnlyList<WaitingEndpoint>> EndpointsAsync(
        Endpoint? after, int countMax, CancellationToken cancel) => outbox.EndpointsAsync(after, countMax, cancel);

    public Task<IReadOnlyList<LeasedNotification>> TakeAsync(
        IReadOnlyList<DueNotification> chosen, DateTimeOffset leaseEnd, CancellationToken cancel) => WatchAsync(
        async () =>
        {
            var leased = await outbox.TakeAsync(chosen, leaseEnd, cancel);
            var late = leased.Select(row => (Row: row, By: trouble.DelayOf(row, time.GetUtcNow())))
                .Where(one => one.By > TimeSpan.Zero)
                .Select(one => one.Row with { DueSince = time.GetUtcNow() + one.By })
                .ToDictionary(row => KeyOf(row.Notification));
            if (late.Count > 0)
            {
                await outbox.GiveBackAsync([.. late.Values], cancel);
            }

            IReadOnlyList<LeasedNotification> due =
                [.. leased.Where(row => !late.ContainsKey(KeyOf(row.Notification)))];
            foreach (var row in due)
            {
                underWay[KeyOf(row.Notification)] = true;
            }

            return due;
        });

    public Task GiveBackAsync(IReadOnlyList<LeasedNotification> leased, CancellationToken cancel) => WatchAsync(
        async () =>
        {
            try
            {
                await outbox.GiveBackAsync(leased, cancel);
                return leased.Count;
            }
            finally
            {
                leased.ToList().ForEach(row => underWay.TryRemove(KeyOf(row.Notification), out _));
            }
        });

    public Task<RecordResult> RecordAsync(
        Notification leased,
        Attempt attempt,
        NotificationState state,
        DateTimeOffset? dueAgainAt,
        CancellationToken cancel) => WatchAsync(
        async () =>
        {
            try
            {
                return await outbox.RecordAsync(leased, attempt, state, dueAgainAt, cancel);
            }
            finally
            {
                underWay.TryRemove(KeyOf(leased), out _);
            }
        });

    public Task<DateTimeOffset?> NextDueAsync(CancellationToken cancel) => outbox.NextDueAsync(cancel);

    public Task<Backlog> BacklogAsync(DateTimeOffset now, CancellationToken cancel) =>
        outbox.BacklogAsync(now, cancel);

    public void Dispose() => changed.Dispose();

    // Counted before the table changes and until what follows is known: between the two nobody may think it quiet.
    private async Task<T> WatchAsync<T>(Func<Task<T>> work)
    {
        Interlocked.Increment(ref working);
        Interlocked.Increment(ref changes);
        try
        {
            return await work();
        }
        finally
        {
            Interlocked.Increment(ref changes);
            Interlocked.Decrement(ref working);
            Say();
        }
    }

    private void Say()
    {
        try
        {
            changed.Release();
        }
        catch (SemaphoreFullException)
        {
            // Said already and not yet heard.
        }
    }

    private static (EventId Event, string Address) KeyOf(Notification notification) =>
        (notification.EventId, notification.Address);
}
