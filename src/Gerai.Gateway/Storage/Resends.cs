using Dapper;
using Gerai.Notifications;
using Gerai.Values;

namespace Gerai.Storage;

/// <summary>Makes rows of the outbox wait again, and writes down who wished it.</summary>
internal sealed class Resends(Database database, GroupCommit group) : IResends
{
    public async Task<ResendResult> ResendAsync(
        ResendOrder order, EventId id, string? address, CancellationToken cancel)
    {
        var rows = await RowsAsync(
            """
            select n.transaction_id, n.version, n.address
            from notifications n join payment_history h
                on h.transaction_id = n.transaction_id and h.version = n.version and h.slot = n.slot
            where n.transaction_id = @id and n.version = @version and n.slot = @slot and h.news_for = @merchant
            """,
            new
            {
                id = id.Transaction.ToString(),
                version = (long)id.Version,
                slot = (long)id.Transaction.Slot.Number,
                merchant = order.Merchant.ToString(),
            },
            cancel);
        return await ResendAsync(order, rows.FindAll(row => address is null || row.Address == address), cancel);
    }

    public async Task<ResendResult> ResendGivenUpAsync(
        ResendOrder order,
        DateTimeOffset since,
        DateTimeOffset until,
        string? address,
        int countMax,
        CancellationToken cancel) => await ResendAsync(
        order, await GivenUpAsync(order.Merchant, since, until, address, countMax, cancel), cancel);

    public async Task<int> CountGivenUpAsync(
        MerchantId merchant, DateTimeOffset since, DateTimeOffset until, int most, CancellationToken cancel) =>
        (await GivenUpAsync(merchant, since, until, null, most, cancel)).Count;

    private Task<List<Row>> GivenUpAsync(
        MerchantId merchant,
        DateTimeOffset since,
        DateTimeOffset until,
        string? address,
        int countMax,
        CancellationToken cancel) => RowsAsync(
        """
        select n.transaction_id, n.version, n.address
        from notifications n
        where n.state = 'GivenUp' and n.due_at_ms >= @since and n.due_at_ms <= @until
            and (@address is null or n.address = @address)
            and exists (
                select 1 from payment_history h
                where h.transaction_id = n.transaction_id and h.version = n.version and h.slot = n.slot
                    and h.news_for = @merchant)
        order by n.due_at_ms limit @most
        """,
        new
        {
            since = since.ToUnixTimeMilliseconds(),
            until = until.ToUnixTimeMilliseconds(),
            address,
            merchant = merchant.ToString(),
            most = (long)countMax,
        },
        cancel);

    private async Task<List<Row>> RowsAsync(string sql, object values, CancellationToken cancel)
    {
        await using var connection = await database.OpenForReadingAsync(cancel);
        var rows = await connection.QueryAsync<(string Id, long Version, string Address)>(
            new CommandDefinition(sql, values, cancellationToken: cancel));
        return [.. rows.Select(row => new Row(TransactionId.Parse(row.Id), row.Version, row.Address))];
    }

    // One transaction for all. What another caller has just made wait is left to that one.
    private Task<ResendResult> ResendAsync(ResendOrder order, List<Row> rows, CancellationToken cancel) =>
        group.WriteAsync(
            session =>
            {
                var resent = rows.Count(row => Resend(session, order, row));
                return new ResendResult(resent, rows.Count - resent);
            },
            cancel);

    private static bool Resend(WriteSession session, ResendOrder order, Row row)
    {
        var made = session.Query(
            """
            update notifications set state = 'Waiting', due_at_ms = @now, attempts_before = attempts
            where transaction_id = @id and version = @version and address = @address and slot = @slot
                and state <> 'Waiting'
            returning attempts
            """,
            reader => reader.GetInt64(0),
            ("now", order.At.ToUnixTimeMilliseconds()),
            ("id", row.Id.ToString()),
            ("version", row.Version),
            ("address", row.Address),
            ("slot", (long)row.Id.Slot.Number));
        if (made is not [var attempts])
        {
            return false;
        }

        session.Execute(
            """
            insert into resends (transaction_id, version, address, attempts_before, slot, at_ms, by_whom)
            values (@id, @version, @address, @before, @slot, @now, @by)
            """,
            ("id", row.Id.ToString()),
            ("version", row.Version),
            ("address", row.Address),
            ("before", attempts),
            ("slot", (long)row.Id.Slot.Number),
            ("now", order.At.ToUnixTimeMilliseconds()),
            ("by", order.By));
        return true;
    }

    private sealed record Row(TransactionId Id, long Version, string Address);
}
