using System.Threading.Channels;
using Gerai.Notifications;

namespace Gerai.Tests.Support;

/// <summary>What a dispatcher wrote down about one attempt.</summary>
internal sealed record Recorded(
    Notification Notification, Attempt Attempt, NotificationState State, DateTimeOffset? DueAgainAt);

/// <summary>An outbox that can be made to fail between any two steps. It keeps the promises of the real one.</summary>
internal sealed class MemoryOutbox : IOutbox, ICircuitRepository
{
    private readonly Lock gate = new();
    private readonly List<Row> rows = [];
    private readonly Dictionary<Endpoint, Circuit> circuits = [];
    private readonly Channel<Recorded> recorded = Channel.CreateUnbounded<Recorded>();

    /// <summary>How many of the next calls fail, as if the database were away.</summary>
    public int TakesToFail { get; set; }

    public int RecordsToFail { get; set; }

    /// <summary>What happens once while a result is written down, unseen by whoever writes it.</summary>
    public Func<Task>? WhileRecording { get; set; }

    public IReadOnlyList<LeasedNotification> Waiting
    {
        get
        {
            lock (gate)
            {
                return [.. rows.Where(row => row.State is NotificationState.Waiting).Select(row => row.Leased)];
            }
        }
    }

    public void Add(params LeasedNotification[] added)
    {
        lock (gate)
        {
            rows.AddRange(added.Select(leased => new Row { Leased = leased }));
        }
    }

    public async Task<Recorded> NextRecordedAsync() =>
        await recorded.Reader.ReadAsync(TestContext.Current.CancellationToken);

    public bool TryNextRecorded() => recorded.Reader.TryRead(out _);

    public Task<IReadOnlyList<DueNotification>> DueAsync(
        DueScope scope, int countMax, CancellationToken cancel) => Task.FromResult(Due(scope, countMax, _ => true));

    public Task<IReadOnlyList<DueNotification>> DueOfAsync(
        Endpoint endpoint, DueScope scope, int countMax, CancellationToken cancel) =>
        Task.FromResult(Due(scope, countMax, row => row.Notification.Endpoint == endpoint));

    public Task<IReadOnlyList<WaitingEndpoint>> EndpointsAsync(
        Endpoint? after, int countMax, CancellationToken cancel) => Task.FromResult<IReadOnlyList<WaitingEndpoint>>(
        [.. Waiting.GroupBy(leased => leased.Notification.Endpoint)
            .Select(group => new WaitingEndpoint(
                group.Key,
                group.Min(leased => leased.Notification.DueAt),
                circuits.GetValueOrDefault(group.Key)))
            .OrderBy(endpoint => endpoint.Endpoint.Text, StringComparer.Ordinal)
            .SkipWhile(endpoint => string.CompareOrdinal(endpoint.Endpoint.Text, after?.Text ?? "") <= 0)
            .Take(countMax)]);

    public Task<IReadOnlyList<LeasedNotification>> TakeAsync(
        IReadOnlyList<DueNotification> chosen, DateTimeOffset leaseEnd, CancellationToken cancel)
    {
        lock (gate)
        {
            if (TakesToFail > 0)
            {
                TakesToFail--;
                throw new IOException("The database is away.");
            }

            var taken = rows.Where(row => chosen.Any(one => one.Notification == row.Notification)).ToList();
            foreach (var row in taken)
            {
                row.Leased = row.Leased with
                {
                    Notification = row.Notification with { DueAt = leaseEnd },
                    DueSince = row.Notification.DueAt,
                };
            }

            return Task.FromResult<IReadOnlyList<LeasedNotification>>([.. taken.Select(row => row.Leased)]);
        }
    }

    public Task GiveBackAsync(IReadOnlyList<LeasedNotification> leased, CancellationToken cancel)
    {
        lock (gate)
        {
            foreach (var row in rows.Where(row => leased.Any(one => one.Notification == row.Notification)))
            {
                row.Leased = row.Leased with { Notification = row.Notification with { DueAt = row.Leased.DueSince } };
            }

            return Task.CompletedTask;
        }
    }

    public async Task<RecordResult> RecordAsync(
        Notification leased,
        Attempt attempt,
        NotificationState state,
        DateTimeOffset? dueAgainAt,
        CancellationToken cancel)
    {
        var hasNewer = Waiting.Any(newer =>
            newer.Notification.Id == leased.Id && newer.Notification.Version > leased.Version);
        if (WhileRecording is { } happens)
        {
            WhileRecording = null;
            await happens();
        }

        lock (gate)
        {
            if (RecordsToFail > 0)
            {
                RecordsToFail--;
                throw new IOException("The database is away.");
            }

            if (rows.FirstOrDefault(row => row.Notification == leased) is not { } mine)
            {
                return RecordResult.LeaseLost;
            }

            mine.State = state;
            mine.Leased = mine.Leased with
            {
                Notification = leased with { Attempts = attempt.Number, DueAt = dueAgainAt ?? leased.DueAt },
            };
        }

        recorded.Writer.TryWrite(new Recorded(leased, attempt, state, dueAgainAt));
        return hasNewer ? RecordResult.NewerReleased : RecordResult.Written;
    }

    public Task<DateTimeOffset?> NextDueAsync(CancellationToken cancel) =>
        Task.FromResult(Waiting.Min(leased => (DateTimeOffset?)leased.Notification.DueAt));

    public Task<Backlog> BacklogAsync(DateTimeOffset now, CancellationToken cancel)
    {
        var due = Waiting.Select(leased => leased.Notification.DueAt).Where(dueAt => dueAt <= now).ToList();
        return Task.FromResult(new Backlog(due.Count, due.Count == 0 ? null : due.Min(), EndpointsOpen: 0));
    }

    public Task<Circuit> ChangeAsync(
        Endpoint endpoint, DateTimeOffset now, Func<Circuit?, Circuit> change, CancellationToken cancel)
    {
        lock (gate)
        {
            return Task.FromResult(circuits[endpoint] = change(circuits.GetValueOrDefault(endpoint)));
        }
    }

    public Task CloseAsync(Endpoint endpoint, CancellationToken cancel)
    {
        lock (gate)
        {
            circuits.Remove(endpoint);
            return Task.CompletedTask;
        }
    }

    private IReadOnlyList<DueNotification> Due(DueScope scope, int countMax, Func<Row, bool> isWanted)
    {
        lock (gate)
        {
            return
            [
                .. rows.Where(row => row.State is NotificationState.Waiting && row.Notification.DueAt <= scope.Now)
                    .Where(row => scope.Own.Contains(row.Notification.Id.Slot)
                        || row.Notification.DueAt <= scope.OthersUntil)
                    .Where(row => isWanted(row) && !rows.Any(older => IsFirstAttemptOf(older, row)))
                    .OrderBy(row => row.Notification.DueAt)
                    .Take(countMax)
                    .Select(row => new DueNotification(
                        row.Notification, circuits.GetValueOrDefault(row.Notification.Endpoint))),
            ];
        }
    }

    // Protocol 6.32.
    private static bool IsFirstAttemptOf(Row older, Row newer) =>
        older.State is NotificationState.Waiting
        && older.Notification.Attempts == 0
        && older.Notification.Id == newer.Notification.Id
        && older.Notification.Address == newer.Notification.Address
        && older.Notification.Version < newer.Notification.Version;

    private sealed class Row
    {
        public required LeasedNotification Leased { get; set; }

        public NotificationState State { get; set; } = NotificationState.Waiting;

        public Notification Notification => Leased.Notification;
    }
}
