using Dapper;
using Gerai.Merchants;
using Gerai.Notifications;
using Gerai.Payments;
using Gerai.Values;

namespace Gerai.Storage;

/// <summary>
/// The notifications that wait. Taken in two plain steps that every database understands: read which rows are due,
/// then take each by an update that still finds it as it was read.
/// </summary>
internal sealed class Outbox(
    Database database, GroupCommit group, IPaymentRepository payments, IMerchantRepository merchants) : IOutbox
{
    public Task<IReadOnlyList<DueNotification>> DueAsync(
        DueScope scope, int countMax, CancellationToken cancel) => DueRowsAsync(
        """
        select n.transaction_id, n.version, n.address, n.endpoint, n.attempts, n.attempts_before, n.due_at_ms,
            c.failures, c.openings, c.open_until_ms
        from notifications n left join endpoints c on c.endpoint = n.endpoint
        where n.state = 'Waiting' and n.due_at_ms <= @now
            and (n.slot between @first and @last or n.due_at_ms <= @others)
            and not exists (
                select 1 from notifications older
                where older.transaction_id = n.transaction_id and older.version < n.version
                    and older.address = n.address and older.slot = n.slot
                    and older.state = 'Waiting' and older.attempts = 0)
        order by n.due_at_ms limit @most
        """,
        scope,
        null,
        countMax,
        cancel);

    public Task<IReadOnlyList<DueNotification>> DueOfAsync(
        Endpoint endpoint, DueScope scope, int countMax, CancellationToken cancel) => DueRowsAsync(
        """
        select n.transaction_id, n.version, n.address, n.endpoint, n.attempts, n.attempts_before, n.due_at_ms,
            c.failures, c.openings, c.open_until_ms
        from notifications n left join endpoints c on c.endpoint = n.endpoint
        where n.state = 'Waiting' and n.endpoint = @endpoint and n.due_at_ms <= @now
            and (n.slot between @first and @last or n.due_at_ms <= @others)
            and not exists (
                select 1 from notifications older
                where older.transaction_id = n.transaction_id and older.version < n.version
                    and older.address = n.address and older.slot = n.slot
                    and older.state = 'Waiting' and older.attempts = 0)
        order by n.due_at_ms limit @most
        """,
        scope,
        endpoint,
        countMax,
        cancel);

    public Task<IReadOnlyList<WaitingEndpoint>> EndpointsAsync(
        Endpoint? after, int countMax, CancellationToken cancel) =>
        new EndpointRing(database).NextAsync(after, countMax, cancel);

    public async Task<IReadOnlyList<LeasedNotification>> TakeAsync(
        IReadOnlyList<DueNotification> chosen, DateTimeOffset leaseEnd, CancellationToken cancel)
    {
        var isTaken = await group.PipelineEachAsync(
            chosen,
            row => row.Notification.Id.Slot,
            (session, row) => TakeOrProbeAsync(session, row, leaseEnd),
            cancel);
        var taken = chosen.Where((_, index) => isTaken[index]).ToList();
        return taken.Count == 0 ? [] : await WithContentAsync(taken, leaseEnd, cancel);
    }

    public Task GiveBackAsync(IReadOnlyList<LeasedNotification> leased, CancellationToken cancel) =>
        group.PipelineEachAsync(
            leased,
            row => row.Notification.Id.Slot,
            (session, row) => MoveAsync(session, row.Notification, row.DueSince),
            cancel);

    public Task<RecordResult> RecordAsync(
        Notification leased,
        Attempt attempt,
        NotificationState state,
        DateTimeOffset? dueAgainAt,
        CancellationToken cancel) =>
        group.PipelineUnhurriedAsync(
            leased.Id.Slot,
            async session =>
            {
                var newer = await session.QueryAsync(
                    """
                    update notifications set state = @state, attempts = @attempts, due_at_ms = @due
                    where transaction_id = @id and version = @version and address = @address and slot = @slot
                        and state = 'Waiting' and due_at_ms = @seen
                    returning exists (
                        select 1 from notifications newer
                        where newer.transaction_id = @id and newer.version > @version and newer.address = @address
                            and newer.slot = @slot and newer.state = 'Waiting')
                    """,
                    row => row.GetBoolean(0),
                    ("state", state.ToString()),
                    ("attempts", (long)attempt.Number),
                    // Of a row that is over, the moment tells when that was.
                    ("due", (dueAgainAt ?? attempt.StartedAt + attempt.Took).ToUnixTimeMilliseconds()),
                    ("id", leased.Id.ToString()),
                    ("version", (long)leased.Version),
                    ("address", leased.Address),
                    ("slot", (long)leased.Id.Slot.Number),
                    ("seen", leased.DueAt.ToUnixTimeMilliseconds()));
                if (newer is not [var hasNewer])
                {
                    return RecordResult.LeaseLost;
                }

                Insert(session, leased, attempt);
                return attempt.Number == 1 && hasNewer ? RecordResult.NewerReleased : RecordResult.Written;
            },
            cancel);

    public async Task<DateTimeOffset?> NextDueAsync(CancellationToken cancel)
    {
        await using var connection = await database.OpenForReadingAsync(cancel);
        var due = await connection.ExecuteScalarAsync<long?>(new CommandDefinition(
            "select min(due_at_ms) from notifications where state = 'Waiting'", cancellationToken: cancel));
        return due is { } moment ? DateTimeOffset.FromUnixTimeMilliseconds(moment) : null;
    }

    public async Task<Backlog> BacklogAsync(DateTimeOffset now, CancellationToken cancel)
    {
        await using var connection = await database.OpenForReadingAsync(cancel);
        var (count, oldest, open) = await connection.QuerySingleAsync<(long Count, long? OldestMs, long Open)>(
            new CommandDefinition(
                """
                select count(*), min(due.due_at_ms), (select count(*) from endpoints where open_until_ms > 0)
                from (
                    select due_at_ms from notifications
                    where state = 'Waiting' and due_at_ms <= @now order by due_at_ms limit @most) due
                """,
                new { now = now.ToUnixTimeMilliseconds(), most = (long)Backlog.CountMax },
                cancellationToken: cancel));
        DateTimeOffset? oldestDueAt = oldest is { } moment ? DateTimeOffset.FromUnixTimeMilliseconds(moment) : null;
        return new Backlog((int)count, oldestDueAt, (int)open);
    }

    private async Task<IReadOnlyList<DueNotification>> DueRowsAsync(
        string sql, DueScope scope, Endpoint? endpoint, int countMax, CancellationToken cancel)
    {
        await using var connection = await database.OpenForReadingAsync(cancel);
        var rows = await connection.QueryAsync<DueRow>(new CommandDefinition(
            sql,
            new
            {
                endpoint = endpoint?.Text,
                now = scope.Now.ToUnixTimeMilliseconds(),
                first = (long)scope.Own.First,
                last = (long)scope.Own.Last,
                others = scope.OthersUntil.ToUnixTimeMilliseconds(),
                most = (long)countMax,
            },
            cancellationToken: cancel));
        return [.. rows.Select(row => row.ToNotification())];
    }

    private static async Task<bool> TakeOrProbeAsync(WriteSession session, DueNotification row, DateTimeOffset leaseEnd)
    {
        var notification = row.Notification;
        if (row.Circuit is not { OpenUntil: not null } circuit)
        {
            return await TakeAsync(session, notification, leaseEnd);
        }

        if (!await CircuitRepository.TryClaimProbeAsync(session, notification.Endpoint, circuit, leaseEnd))
        {
            return false;
        }

        if (await TakeAsync(session, notification, leaseEnd))
        {
            return true;
        }

        await CircuitRepository.TakeBackProbeAsync(session, notification.Endpoint, circuit, leaseEnd);
        return false;
    }

    private static async Task<bool> TakeAsync(
        WriteSession session, Notification notification, DateTimeOffset leaseEnd) =>
        await MoveAsync(session, notification, leaseEnd) == 1;

    private static async Task<int> MoveAsync(
        WriteSession session, Notification notification, DateTimeOffset dueAt) =>
        await session.ExecuteAsync(
            """
            update notifications set due_at_ms = @due
            where transaction_id = @id and version = @version and address = @address and slot = @slot
                and state = 'Waiting' and due_at_ms = @seen
            """,
            ("due", dueAt.ToUnixTimeMilliseconds()),
            ("id", notification.Id.ToString()),
            ("version", (long)notification.Version),
            ("address", notification.Address),
            ("slot", (long)notification.Id.Slot.Number),
            ("seen", notification.DueAt.ToUnixTimeMilliseconds()));

    // One question for all of them: taken one by one, finding out what to tell would cost more than telling it.
    private async Task<IReadOnlyList<LeasedNotification>> WithContentAsync(
        IReadOnlyList<DueNotification> taken, DateTimeOffset leaseEnd, CancellationToken cancel)
    {
        var found = await payments.FindVersionsAsync(
            [.. taken.Select(row => (row.Notification.Id, row.Notification.Version)).Distinct()], cancel);
        var told = found.ToDictionary(version => new EventId(version.Payment.Id, version.Payment.Version));
        var owners = new Dictionary<MerchantId, Merchant>();
        foreach (var id in found.Select(version => version.Payment.Merchant).Distinct())
        {
            owners[id] = await merchants.FindAsync(id, cancel)
                ?? throw new InvalidOperationException($"There is no merchant {id}.");
        }

        return
        [
            .. taken.Select(row =>
            {
                var (payment, at) = told[row.Notification.EventId];
                return new LeasedNotification(
                    row.Notification with { DueAt = leaseEnd }, payment, at, owners[payment.Merchant])
                {
                    DueSince = row.Notification.DueAt,
                    Circuit = row.Circuit,
                };
            }),
        ];
    }

    private static void Insert(WriteSession session, Notification leased, Attempt attempt) => session.Add(
        """
        insert into attempts (
          transaction_id, version, address, number, slot, started_at_ms, took_ms, result, http_status,
          body_sha256, location, retry_after, answer_body)
        values (@id, @version, @address, @number, @slot, @started, @took, @result, @http_status,
          @hash, @location, @retry_after, @answer)
        on conflict do nothing
        """,
        ("id", leased.Id.ToString()),
        ("version", (long)leased.Version),
        ("address", leased.Address),
        ("number", (long)attempt.Number),
        ("slot", (long)leased.Id.Slot.Number),
        ("started", attempt.StartedAt.ToUnixTimeMilliseconds()),
        ("took", (long)attempt.Took.TotalMilliseconds),
        ("result", attempt.Result.ToString()),
        ("http_status", attempt.HttpStatus is { } status ? (long)status : null),
        ("hash", attempt.BodyHash),
        ("location", attempt.Answer?.Location),
        ("retry_after", attempt.Answer?.RetryAfter),
        ("answer", attempt.Answer?.Body));
}
