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
    public async Task<IReadOnlyList<LeasedNotification>> TakeDueAsync(
        DateTimeOffset now, DateTimeOffset leaseEnd, int countMax, CancellationToken cancel)
    {
        var due = await DueAsync(now, countMax, cancel);
        if (due.Count == 0)
        {
            return [];
        }

        var taken = await group.WriteAsync(
            session => due.Where(notification => Take(session, notification, leaseEnd)).ToList(), cancel);
        var leased = new List<LeasedNotification>(taken.Count);
        foreach (var notification in taken)
        {
            leased.Add(await WithContentAsync(notification with { DueAt = leaseEnd }, cancel));
        }

        return leased;
    }

    public Task<bool> RecordAsync(
        Notification leased,
        Attempt attempt,
        NotificationState state,
        DateTimeOffset? dueAgainAt,
        CancellationToken cancel) =>
        group.WriteAsync(
            session =>
            {
                var isOurs = session.Execute(
                    """
                    update notifications set state = @state, attempts = @attempts, due_at_ms = @due
                    where transaction_id = @id and version = @version and address = @address and slot = @slot
                        and state = 'Waiting' and due_at_ms = @seen
                    """,
                    ("state", state.ToString()),
                    ("attempts", (long)attempt.Number),
                    // Of a row that is over, the moment tells when that was.
                    ("due", (dueAgainAt ?? attempt.StartedAt + attempt.Took).ToUnixTimeMilliseconds()),
                    ("id", leased.Id.ToString()),
                    ("version", (long)leased.Version),
                    ("address", leased.Address),
                    ("slot", (long)leased.Id.Slot.Number),
                    ("seen", leased.DueAt.ToUnixTimeMilliseconds())) == 1;
                if (isOurs)
                {
                    Insert(session, leased, attempt);
                }

                return isOurs;
            },
            cancel);

    public async Task<DateTimeOffset?> NextDueAsync(CancellationToken cancel)
    {
        await using var connection = await database.OpenAsync(cancel);
        var due = await connection.ExecuteScalarAsync<long?>(new CommandDefinition(
            "select min(due_at_ms) from notifications where state = 'Waiting'", cancellationToken: cancel));
        return due is { } moment ? DateTimeOffset.FromUnixTimeMilliseconds(moment) : null;
    }

    // A newer state waits while the first attempt of an older one is open, and no longer (protocol 6.32).
    private async Task<List<Notification>> DueAsync(DateTimeOffset now, int countMax, CancellationToken cancel)
    {
        await using var connection = await database.OpenAsync(cancel);
        var rows = await connection.QueryAsync<
            (string Id, long Version, string Address, long Attempts, long Before, long DueAtMs)>(new CommandDefinition(
                """
                select n.transaction_id, n.version, n.address, n.attempts, coalesce(n.attempts_before, 0), n.due_at_ms
                from notifications n
                where n.state = 'Waiting' and n.due_at_ms <= @now
                    and not exists (
                        select 1 from notifications older
                        where older.transaction_id = n.transaction_id and older.version < n.version
                            and older.address = n.address and older.slot = n.slot
                            and older.state = 'Waiting' and older.attempts = 0)
                order by n.due_at_ms limit @most
                """,
                new { now = now.ToUnixTimeMilliseconds(), most = (long)countMax },
                cancellationToken: cancel));
        return [.. rows.Select(row => new Notification
        {
            Id = TransactionId.Parse(row.Id),
            Version = (int)row.Version,
            Address = row.Address,
            Attempts = (int)row.Attempts,
            AttemptsBefore = (int)row.Before,
            DueAt = DateTimeOffset.FromUnixTimeMilliseconds(row.DueAtMs),
        })];
    }

    private static bool Take(WriteSession session, Notification notification, DateTimeOffset leaseEnd) =>
        session.Execute(
            """
            update notifications set due_at_ms = @lease_end
            where transaction_id = @id and version = @version and address = @address and slot = @slot
                and state = 'Waiting' and due_at_ms = @seen
            """,
            ("lease_end", leaseEnd.ToUnixTimeMilliseconds()),
            ("id", notification.Id.ToString()),
            ("version", (long)notification.Version),
            ("address", notification.Address),
            ("slot", (long)notification.Id.Slot.Number),
            ("seen", notification.DueAt.ToUnixTimeMilliseconds())) == 1;

    private async Task<LeasedNotification> WithContentAsync(Notification notification, CancellationToken cancel)
    {
        var (payment, at) = await payments.FindVersionAsync(notification.Id, notification.Version, cancel)
            ?? throw new InvalidOperationException($"Payment {notification.Id} has no version {notification.Version}.");
        var merchant = await merchants.FindAsync(payment.Merchant, cancel)
            ?? throw new InvalidOperationException($"Payment {notification.Id} has no merchant.");
        return new LeasedNotification(notification, payment, at, merchant);
    }

    private static void Insert(WriteSession session, Notification leased, Attempt attempt) => session.Execute(
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
