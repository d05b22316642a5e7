using System.Data.Common;
using System.Text;
using Gerai.Client;

namespace Gerai.AspNetCore.Inbox;

/// <summary>The notifications of all payments: what came, and what became of it.</summary>
internal sealed class NotificationTable(InboxDatabase database)
{
    private const int EntriesMax = 1_000;

    // Of old payments in one transaction, so that nobody waits long for it.
    private const int ForgetMax = 500;

    private const string EntryColumns =
        """
        select n.transaction_id, p.order_id, n.status, n.state, n.received_at_ms, n.ended_at_ms, n.attempts, n.error,
            n.source
        from gerai_inbox_notifications n
        join gerai_inbox_payments p on p.transaction_id = n.transaction_id

        """;

    /// <summary>Stores a state once.</summary>
    /// <returns>False when it was there already; one that the gateway did not confirm does not count.</returns>
    public Task<bool> StoreAsync(InboxMessage message, DateTimeOffset now, CancellationToken cancel) =>
        database.WriteAsync(
            async (connection, transaction, cancelled) =>
            {
                var payment = message.Payment;
                var stored = await connection.ExecuteAsync(
                    transaction,
                    """
                    insert into gerai_inbox_notifications
                        (transaction_id, status, step, source, body, state, attempts, received_at_ms)
                    values (@id, @status, @step, @source, @body, 'Waiting', 0, @now)
                    on conflict (transaction_id, status) do update
                    set source = excluded.source, body = excluded.body, state = 'Waiting', attempts = 0, error = null,
                        received_at_ms = excluded.received_at_ms, ended_at_ms = null
                    where gerai_inbox_notifications.state = 'Refused'
                    """,
                    cancelled,
                    ("id", payment.TransactionId),
                    ("status", payment.StatusText),
                    ("step", StateOrder.StepOf(payment.Status)),
                    ("source", message.Source.ToString()),
                    ("body", Encoding.UTF8.GetString(payment.Json.Span)),
                    ("now", now));
                if (stored == 0)
                {
                    return false;
                }

                await AnnounceAsync(connection, transaction, payment.TransactionId, payment.OrderId, now, cancelled);
                if (StateOrder.IsEnd(payment.Status))
                {
                    await connection.ExecuteAsync(
                        transaction,
                        "delete from gerai_inbox_expected where transaction_id = @id",
                        cancelled,
                        ("id", payment.TransactionId));
                }

                return true;
            },
            cancel);

    public async Task<IReadOnlyList<InboxEntry>> FindAsync(string transactionId, CancellationToken cancel)
    {
        await using var connection = await database.OpenAsync(cancel);
        return await connection.QueryAsync(
            null,
            EntryColumns + "where n.transaction_id = @id order by n.step, n.received_at_ms, n.status",
            EntryIn,
            cancel,
            ("id", transactionId));
    }

    public async Task<IReadOnlyList<InboxEntry>> ParkedAsync(CancellationToken cancel)
    {
        await using var connection = await database.OpenAsync(cancel);
        return await connection.QueryAsync(
            null,
            EntryColumns + "where n.state = 'Parked' order by n.received_at_ms limit @most",
            EntryIn,
            cancel,
            ("most", EntriesMax));
    }

    public Task<bool> RetryAsync(
        string transactionId, string statusText, DateTimeOffset now, CancellationToken cancel) =>
        database.WriteAsync(
            async (connection, transaction, cancelled) =>
            {
                var waits = await connection.ExecuteAsync(
                    transaction,
                    """
                    update gerai_inbox_notifications set state = 'Waiting', attempts = 0, ended_at_ms = null
                    where transaction_id = @id and status = @status and state = 'Parked'
                    """,
                    cancelled,
                    ("id", transactionId),
                    ("status", statusText));
                if (waits == 1)
                {
                    await AnnounceAsync(connection, transaction, transactionId, "", now, cancelled);
                }

                return waits == 1;
            },
            cancel);

    /// <summary>Deletes payments that have not changed since, but for those of which something waits or is
    /// parked.</summary>
    /// <returns>How many; fewer than asked for when all are gone.</returns>
    public Task<int> ForgetAsync(DateTimeOffset unchangedSince, CancellationToken cancel) => database.WriteAsync(
        async (connection, transaction, cancelled) =>
        {
            // The row is taken first: a notification that comes now waits, and then makes a new one.
            var old = await connection.QueryAsync(
                transaction,
                """
                delete from gerai_inbox_payments where transaction_id in (
                    select p.transaction_id from gerai_inbox_payments p
                    where p.changed_at_ms < @since and p.due_at_ms is null and not exists (
                        select 1 from gerai_inbox_notifications n
                        where n.transaction_id = p.transaction_id and n.state in ('Waiting', 'Parked'))
                    limit @most)
                and changed_at_ms < @since
                returning transaction_id
                """,
                reader => reader.GetString(0),
                cancelled,
                ("since", unchangedSince),
                ("most", ForgetMax));
            foreach (var id in old)
            {
                await connection.ExecuteAsync(
                    transaction,
                    "delete from gerai_inbox_notifications where transaction_id = @id and received_at_ms < @since",
                    cancelled,
                    ("id", id),
                    ("since", unchangedSince));
            }

            return old.Count;
        },
        cancel);

    /// <summary>Makes a payment due, unless it waits for a later attempt: its states are told in order.</summary>
    private static Task<int> AnnounceAsync(
        DbConnection connection,
        DbTransaction transaction,
        string transactionId,
        string orderId,
        DateTimeOffset now,
        CancellationToken cancel) => connection.ExecuteAsync(
            transaction,
            """
            insert into gerai_inbox_payments
                (transaction_id, order_id, told, news, lease, leased_until_ms, due_at_ms, changed_at_ms)
            values (@id, @order, '', 1, 0, 0, @now, @now)
            on conflict (transaction_id) do update
            set news = gerai_inbox_payments.news + 1, changed_at_ms = excluded.changed_at_ms,
                due_at_ms = coalesce(gerai_inbox_payments.due_at_ms, excluded.due_at_ms)
            """,
            cancel,
            ("id", transactionId),
            ("order", orderId),
            ("now", now));

    private static InboxEntry EntryIn(DbDataReader reader) => new()
    {
        TransactionId = reader.GetString(0),
        OrderId = reader.GetString(1),
        StatusText = reader.GetString(2),
        State = Enum.Parse<InboxState>(reader.GetString(3)),
        ReceivedAt = reader.Moment(4),
        EndedAt = reader.IsDBNull(5) ? null : reader.Moment(5),
        Attempts = reader.GetInt32(6),
        Error = reader.IsDBNull(7) ? null : reader.GetString(7),
        WasAskedFor = Enum.Parse<MessageSource>(reader.GetString(8)) is MessageSource.Status,
    };
}
