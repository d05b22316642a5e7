using System.Data.Common;
using System.Text;
using Gerai.Client;

namespace Gerai.AspNetCore.Inbox;

/// <summary>Whose turn it is: one worker at a time takes a payment and its first waiting state.</summary>
internal sealed class TurnTable(InboxDatabase database)
{
    // Several instances look at the same time: who comes second to a payment tries the next.
    private const int CandidatesMax = 16;

    /// <summary>The payment that has been due longest, for this worker alone until the lease ends.</summary>
    public async Task<Taken?> TakeAsync(DateTimeOffset now, DateTimeOffset leasedUntil, CancellationToken cancel)
    {
        await using var connection = await database.OpenAsync(cancel);
        var due = await connection.QueryAsync(
            null,
            """
            select transaction_id, lease from gerai_inbox_payments
            where due_at_ms <= @now and leased_until_ms <= @now order by due_at_ms limit @most
            """,
            reader => (Id: reader.GetString(0), Lease: reader.GetInt64(1)),
            cancel,
            ("now", now),
            ("most", CandidatesMax));
        foreach (var (id, seen) in due)
        {
            var taken = await database.WriteAsync(
                (writing, transaction, cancelled) =>
                    TakeAsync(writing, transaction, (id, seen), now, leasedUntil, cancelled),
                cancel);
            if (taken is not null)
            {
                return taken;
            }
        }

        return null;
    }

    /// <summary>When the next thing is due, if anything is.</summary>
    public async Task<DateTimeOffset?> NextDueAsync(DateTimeOffset now, CancellationToken cancel)
    {
        await using var connection = await database.OpenAsync(cancel);
        var due = await connection.QueryAsync(
            null,
            """
            select due_at_ms from gerai_inbox_payments
            where due_at_ms is not null and leased_until_ms <= @now order by due_at_ms limit 1
            """,
            reader => reader.Moment(0),
            cancel,
            ("now", now));
        return due.Count > 0 ? due[0] : null;
    }

    /// <summary>Puts down how a turn ended, within a transaction.</summary>
    /// <returns>False when the lease is not ours any more: then nothing may be committed.</returns>
    public static async Task<bool> EndAsync(
        DbConnection connection,
        DbTransaction transaction,
        Taken taken,
        Ending ending,
        DateTimeOffset now,
        CancellationToken cancel)
    {
        var first = taken.First!;
        var told = ending.State is InboxState.Handled
            ? PaymentNotification.Parse(Encoding.UTF8.GetBytes(first.Body)).Transaction.Status
            : taken.Told;
        var ended = await connection.ExecuteAsync(
            transaction,
            """
            update gerai_inbox_payments
            set leased_until_ms = 0, told = @told, changed_at_ms = @now,
                due_at_ms = case when news = @news and @more = 0 then null else @now end
            where transaction_id = @id and lease = @lease and leased_until_ms > 0
            """,
            cancel,
            ("id", taken.TransactionId),
            ("lease", taken.Lease),
            ("news", taken.News),
            ("more", taken.HasMore ? 1 : 0),
            ("told", told?.ToString() ?? ""),
            ("now", now));
        return ended == 1 && await connection.ExecuteAsync(
            transaction,
            """
            update gerai_inbox_notifications set state = @state, error = @error, ended_at_ms = @now
            where transaction_id = @id and status = @status and state = 'Waiting'
            """,
            cancel,
            ("id", taken.TransactionId),
            ("status", first.StatusText),
            ("state", ending.State.ToString()),
            ("error", (object?)ending.Error ?? DBNull.Value),
            ("now", now)) == 1;
    }

    /// <summary>As above, in a transaction of its own.</summary>
    public Task<bool> EndAsync(Taken taken, Ending ending, DateTimeOffset now, CancellationToken cancel) =>
        database.WriteAsync(
            (connection, transaction, cancelled) =>
                EndAsync(connection, transaction, taken, ending, now, cancelled),
            cancel);

    /// <summary>Gives the turn back, to come again at this moment; what does not count was no attempt of the
    /// handler.</summary>
    public Task<bool> GiveBackAsync(
        Taken taken, string? error, bool counts, DateTimeOffset again, CancellationToken cancel) =>
        database.WriteAsync(
            async (connection, transaction, cancelled) =>
            {
                var given = await connection.ExecuteAsync(
                    transaction,
                    """
                    update gerai_inbox_payments set leased_until_ms = 0, due_at_ms = @again
                    where transaction_id = @id and lease = @lease and leased_until_ms > 0
                    """,
                    cancelled,
                    ("id", taken.TransactionId),
                    ("lease", taken.Lease),
                    ("again", again));
                return given == 1 && await connection.ExecuteAsync(
                    transaction,
                    """
                    update gerai_inbox_notifications
                    set attempts = attempts - @uncounted, error = coalesce(@error, error)
                    where transaction_id = @id and status = @status and state = 'Waiting'
                    """,
                    cancelled,
                    ("id", taken.TransactionId),
                    ("status", taken.First!.StatusText),
                    ("uncounted", counts ? 0 : 1),
                    ("error", (object?)error ?? DBNull.Value)) == 1;
            },
            cancel);

    /// <summary>Lets the row of a payment rest, unless something came meanwhile.</summary>
    public Task<int> RestAsync(Taken taken, CancellationToken cancel) => database.WriteAsync(
        (connection, transaction, cancelled) => connection.ExecuteAsync(
            transaction,
            """
            update gerai_inbox_payments
            set leased_until_ms = 0, due_at_ms = case when news = @news then null else due_at_ms end
            where transaction_id = @id and lease = @lease
            """,
            cancelled,
            ("id", taken.TransactionId),
            ("lease", taken.Lease),
            ("news", taken.News)),
        cancel);

    private static async Task<Taken?> TakeAsync(
        DbConnection connection,
        DbTransaction transaction,
        (string Id, long Lease) seen,
        DateTimeOffset now,
        DateTimeOffset leasedUntil,
        CancellationToken cancel)
    {
        // Of all who read the same row only one still finds it so.
        var taken = await connection.QueryAsync(
            transaction,
            """
            update gerai_inbox_payments set lease = lease + 1, leased_until_ms = @until
            where transaction_id = @id and lease = @seen and leased_until_ms <= @now
            returning lease, news, told
            """,
            reader => (Lease: reader.GetInt64(0), News: reader.GetInt64(1), Told: reader.GetString(2)),
            cancel,
            ("id", seen.Id),
            ("seen", seen.Lease),
            ("now", now),
            ("until", leasedUntil));
        if (taken.Count == 0)
        {
            return null;
        }

        var waiting = await connection.QueryAsync(
            transaction,
            """
            select status, source, body, attempts from gerai_inbox_notifications
            where transaction_id = @id and state = 'Waiting' order by step, received_at_ms, status
            """,
            reader => new Waiting(
                reader.GetString(0),
                Enum.Parse<MessageSource>(reader.GetString(1)),
                reader.GetString(2),
                reader.GetInt32(3) + 1),
            cancel,
            ("id", seen.Id));
        if (waiting.Count > 0)
        {
            // Counted before the call, so that one which kills the process is not tried for ever.
            await connection.ExecuteAsync(
                transaction,
                """
                update gerai_inbox_notifications set attempts = attempts + 1
                where transaction_id = @id and status = @status
                """,
                cancel,
                ("id", seen.Id),
                ("status", waiting[0].StatusText));
        }

        return new Taken
        {
            TransactionId = seen.Id,
            Lease = taken[0].Lease,
            News = taken[0].News,
            Told = taken[0].Told.Length > 0 ? Enum.Parse<TransactionStatus>(taken[0].Told) : null,
            First = waiting.Count > 0 ? waiting[0] : null,
            HasMore = waiting.Count > 1,
        };
    }
}
