using Dapper;
using Gerai.Notifications;
using Gerai.Payments;
using Gerai.Values;

namespace Gerai.Storage;

/// <summary>
/// A merchant's events, read from the history: first which ones, by an index made for it, then each by its key, as a
/// shard would be asked.
/// </summary>
internal sealed class EventLog(Database database) : IEventLog
{
    public async Task<IReadOnlyList<PaymentEvent>> ListAsync(
        MerchantId merchant, EventFilter filter, CancellationToken cancel)
    {
        var cursors = filter switch
        {
            { Order: { } order } => await OfOrderAsync(merchant, order, filter, cancel),
            { After: { } after } => await BehindAsync(merchant, after, filter.State, filter.CountMax, cancel),
            _ => await NewestAsync(merchant, filter, cancel),
        };
        var events = new List<PaymentEvent>(cursors.Count);
        foreach (var cursor in cursors)
        {
            // None when it was put into an archive and taken out of the books since.
            if (await GlanceAsync(merchant, cursor.Event!.Value, cancel) is { } found)
            {
                events.Add(found);
            }
        }

        return events;
    }

    public async Task<IReadOnlyList<EventCursor>> CursorsAsync(
        MerchantId merchant, EventCursor after, int countMax, CancellationToken cancel) =>
        await BehindAsync(merchant, after, null, countMax, cancel);

    public async Task<PaymentEvent?> GlanceAsync(MerchantId merchant, EventId id, CancellationToken cancel) =>
        await FindBareAsync(merchant, id, cancel) is { } found
            ? await KeptNoLonger.SayAsync(
                database,
                found with { Deliveries = [.. (await DeliveriesAsync(id, cancel)).Select(row => row.ToDelivery())] },
                isGlance: true,
                cancel)
            : null;

    public async Task<PaymentEvent?> FindAsync(MerchantId merchant, EventId id, CancellationToken cancel)
    {
        if (await FindBareAsync(merchant, id, cancel) is not { } found)
        {
            return null;
        }

        var deliveries = await DeliveriesAsync(id, cancel);
        var attempts = await AttemptsAsync(id, cancel);
        var resends = await ResendsAsync(id, cancel);
        var whole = found with
        {
            Forwards = await ForwardsAsync(id, cancel),
            Deliveries = [.. deliveries.Select(row => row.ToDelivery() with
            {
                Attempts = [.. attempts[row.Address]],
                Resends = [.. resends[row.Address]],
            })],
        };
        return await KeptNoLonger.SayAsync(database, whole, isGlance: false, cancel);
    }

    private Task<List<EventCursor>> BehindAsync(
        MerchantId merchant, EventCursor after, NotificationState? state, int countMax, CancellationToken cancel) =>
        PlacesAsync(
            """
            select h.at_ms, h.transaction_id, h.version from payment_history h
            where h.news_for = @merchant and (h.at_ms, h.transaction_id, h.version) > (@at, @id, @version)
                and (@state is null or exists (
                    select 1 from notifications n
                    where n.transaction_id = h.transaction_id and n.version = h.version and n.slot = h.slot
                        and n.state = @state))
            order by h.at_ms, h.transaction_id, h.version limit @most
            """,
            Values(merchant, after, state, countMax),
            cancel);

    private async Task<List<EventCursor>> NewestAsync(
        MerchantId merchant, EventFilter filter, CancellationToken cancel)
    {
        var newestFirst = await PlacesAsync(
            """
            select h.at_ms, h.transaction_id, h.version from payment_history h
            where h.news_for = @merchant
                and (@state is null or exists (
                    select 1 from notifications n
                    where n.transaction_id = h.transaction_id and n.version = h.version and n.slot = h.slot
                        and n.state = @state))
            order by h.at_ms desc, h.transaction_id desc, h.version desc limit @most
            """,
            Values(merchant, default, filter.State, filter.CountMax),
            cancel);
        newestFirst.Reverse();
        return newestFirst;
    }

    private Task<List<EventCursor>> OfOrderAsync(
        MerchantId merchant, OrderId order, EventFilter filter, CancellationToken cancel)
    {
        var values = Values(merchant, filter.After ?? default, filter.State, filter.CountMax);
        values.Add("order", order.Text);
        values.Add("slot", (long)Slot.Of(merchant, order).Number);
        return PlacesAsync(
            """
            select h.at_ms, h.transaction_id, h.version from payment_history h
            where h.news_for = @merchant and h.slot = @slot
                and h.transaction_id in (
                    select o.transaction_id from payments o
                    where o.merchant_id = @merchant and o.order_id = @order and o.slot = @slot
                        and o.status in ('Pending', 'Settled')
                    union all
                    select o.transaction_id from payments o
                    where o.merchant_id = @merchant and o.order_id = @order and o.slot = @slot
                        and o.status not in ('Pending', 'Settled'))
                and (h.at_ms, h.transaction_id, h.version) > (@at, @id, @version)
                and (@state is null or exists (
                    select 1 from notifications n
                    where n.transaction_id = h.transaction_id and n.version = h.version and n.slot = h.slot
                        and n.state = @state))
            order by h.at_ms, h.transaction_id, h.version limit @most
            """,
            values,
            cancel);
    }

    private async Task<List<EventCursor>> PlacesAsync(
        string sql, DynamicParameters values, CancellationToken cancel)
    {
        await using var connection = await database.OpenForReadingAsync(cancel);
        var rows = await connection.QueryAsync<(long AtMs, string Id, long Version)>(
            new CommandDefinition(sql, values, cancellationToken: cancel));
        return [.. rows.Select(row => new EventCursor(
            Moment(row.AtMs), new EventId(TransactionId.Parse(row.Id), (int)row.Version)))];
    }

    private async Task<PaymentEvent?> FindBareAsync(MerchantId merchant, EventId id, CancellationToken cancel)
    {
        await using var connection = await database.OpenForReadingAsync(cancel);
        var rows = await connection.QueryAsync<(long AtMs, string Status, string Order)>(new CommandDefinition(
            """
            select h.at_ms, h.status, p.order_id
            from payment_history h join payments p on p.transaction_id = h.transaction_id and p.slot = h.slot
            where h.transaction_id = @id and h.version = @version and h.slot = @slot and h.news_for = @merchant
            """,
            new
            {
                id = id.Transaction.ToString(),
                version = (long)id.Version,
                slot = (long)id.Transaction.Slot.Number,
                merchant = merchant.ToString(),
            },
            cancellationToken: cancel));
        return rows.Select(row => new PaymentEvent
        {
            Id = id,
            At = Moment(row.AtMs),
            Order = OrderId.Of(row.Order),
            Status = Enum.Parse<PaymentStatus>(row.Status),
            Deliveries = [],
        }).SingleOrDefault();
    }

    private Task<IReadOnlyList<DeliveryRow>> DeliveriesAsync(EventId id, CancellationToken cancel) =>
        OfEventAsync<DeliveryRow>(
            """
            select n.address, n.state, n.attempts, n.due_at_ms,
                a.number, a.started_at_ms, a.took_ms, a.result, a.http_status
            from notifications n left join attempts a
                on a.transaction_id = n.transaction_id and a.version = n.version and a.address = n.address
                    and a.slot = n.slot and a.number = n.attempts
            where n.transaction_id = @id and n.version = @version and n.slot = @slot
            order by n.address
            """,
            id,
            cancel);

    private async Task<ILookup<string, Attempt>> AttemptsAsync(EventId id, CancellationToken cancel)
    {
        var rows = await OfEventAsync<AttemptRow>(
            """
            select address, number, started_at_ms, took_ms, result, http_status, location, retry_after, answer_body,
                body_sha256
            from attempts where transaction_id = @id and version = @version and slot = @slot
            order by address, number
            """,
            id,
            cancel);
        return rows.ToLookup(row => row.Address, row => row.ToAttempt());
    }

    private async Task<ILookup<string, Resend>> ResendsAsync(EventId id, CancellationToken cancel)
    {
        var rows = await OfEventAsync<(string Address, long Before, long AtMs, string By)>(
            """
            select address, attempts_before, at_ms, by_whom from resends
            where transaction_id = @id and version = @version and slot = @slot
            order by address, attempts_before
            """,
            id,
            cancel);
        return rows.ToLookup(row => row.Address, row => new Resend(Moment(row.AtMs), row.By, (int)row.Before));
    }

    private async Task<IReadOnlyList<Forward>> ForwardsAsync(EventId id, CancellationToken cancel)
    {
        var rows = await OfEventAsync<ForwardRow>(
            """
            select address, started_at_ms, took_ms, result, http_status, reported_at_ms
            from forwards where transaction_id = @id and version = @version and slot = @slot
            order by reported_at_ms, started_at_ms, address
            """,
            id,
            cancel);
        return [.. rows.Select(row => row.ToForward())];
    }

    private async Task<IReadOnlyList<T>> OfEventAsync<T>(string sql, EventId id, CancellationToken cancel)
    {
        await using var connection = await database.OpenForReadingAsync(cancel);
        var rows = await connection.QueryAsync<T>(new CommandDefinition(
            sql,
            new
            {
                id = id.Transaction.ToString(),
                version = (long)id.Version,
                slot = (long)id.Transaction.Slot.Number,
            },
            cancellationToken: cancel));
        return [.. rows];
    }

    // Before the first event of a moment comes the empty id.
    private static DynamicParameters Values(
        MerchantId merchant, EventCursor after, NotificationState? state, int countMax) => new(new
        {
            merchant = merchant.ToString(),
            at = after == default ? 0 : after.At.ToUnixTimeMilliseconds(),
            id = after.Event?.Transaction.ToString() ?? "",
            version = (long)(after.Event?.Version ?? 0),
            state = state?.ToString(),
            most = (long)countMax,
        });

    private static DateTimeOffset Moment(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
}
