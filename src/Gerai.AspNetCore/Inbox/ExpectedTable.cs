namespace Gerai.AspNetCore.Inbox;

/// <summary>A payment of which no notification has told yet how it ended.</summary>
internal sealed record Expected(string TransactionId, string OrderId, DateTimeOffset ExpiresAt, DateTimeOffset AskAt);

/// <summary>The payments that the shop has charged and waits for, and when to ask for each.</summary>
internal sealed class ExpectedTable(InboxDatabase database)
{
    private const int DueMax = 100;

    public Task AddAsync(Expected expected, CancellationToken cancel) => database.WriteAsync(
        (connection, transaction, cancelled) => connection.ExecuteAsync(
            transaction,
            """
            insert into gerai_inbox_expected (transaction_id, order_id, expires_at_ms, ask_at_ms)
            values (@id, @order, @expires, @ask) on conflict do nothing
            """,
            cancelled,
            ("id", expected.TransactionId),
            ("order", expected.OrderId),
            ("expires", expected.ExpiresAt),
            ("ask", expected.AskAt)),
        cancel);

    public async Task<IReadOnlyList<Expected>> DueAsync(DateTimeOffset now, CancellationToken cancel)
    {
        await using var connection = await database.OpenAsync(cancel);
        return await connection.QueryAsync(
            null,
            """
            select transaction_id, order_id, expires_at_ms, ask_at_ms from gerai_inbox_expected
            where ask_at_ms <= @now order by ask_at_ms limit @most
            """,
            reader => new Expected(reader.GetString(0), reader.GetString(1), reader.Moment(2), reader.Moment(3)),
            cancel,
            ("now", now),
            ("most", DueMax));
    }

    /// <summary>Moves the next question. Who still finds the old moment is the one to ask now.</summary>
    public async Task<bool> TakeAsync(Expected expected, DateTimeOffset askAgain, CancellationToken cancel) =>
        await database.WriteAsync(
            (connection, transaction, cancelled) => connection.ExecuteAsync(
                transaction,
                """
                update gerai_inbox_expected set ask_at_ms = @again
                where transaction_id = @id and ask_at_ms = @seen
                """,
                cancelled,
                ("id", expected.TransactionId),
                ("seen", expected.AskAt),
                ("again", askAgain)),
            cancel) == 1;

    public Task RemoveAsync(Expected expected, CancellationToken cancel) => database.WriteAsync(
        (connection, transaction, cancelled) => connection.ExecuteAsync(
            transaction,
            "delete from gerai_inbox_expected where transaction_id = @id",
            cancelled,
            ("id", expected.TransactionId)),
        cancel);
}
