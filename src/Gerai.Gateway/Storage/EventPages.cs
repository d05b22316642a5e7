using Dapper;
using Gerai.Notifications;
using Gerai.Values;

namespace Gerai.Storage;

/// <summary>
/// Goes back along a merchant's events by the index that the events API reads too, and picks those that match: a page
/// of few matches in a long history costs what it looks at, and that has a limit.
/// </summary>
internal sealed class EventPages(Database database, IEventLog events) : IEventPages
{
    public const int LookedMax = 20_000;

    private const int StepMax = 1_000;

    // Later than any event.
    private const long EndMs = 253_402_300_799_999;

    public async Task<EventPage> PageAsync(
        MerchantId merchant, EventSearch search, EventCursor? after, int size, CancellationToken cancel)
    {
        // One more than the page takes tells whether there is another.
        var isPicky = search.State is not null || search.Address is not null;
        var step = isPicky ? StepMax : size + 1;
        var found = new List<EventCursor>();
        var (place, looked, isEnd) = (after, 0, false);
        while (found.Count <= size && looked < LookedMax && !isEnd)
        {
            var lines = await LinesAsync(merchant, search, place, step, cancel);
            found.AddRange(lines.Where(line => line.Matches).Select(line => line.Place));
            isEnd = lines.Count < step;
            looked += lines.Count;
            place = lines is [.., var last] ? last.Place : place;
        }

        var shown = found.Take(size).ToList();
        var isCutShort = found.Count <= size && !isEnd;
        return new EventPage(
            await ReadAsync(merchant, shown, cancel),
            found.Count > size ? shown[^1] : isCutShort ? place : null,
            isCutShort ? place!.Value.At : null);
    }

    private async Task<IReadOnlyList<PaymentEvent>> ReadAsync(
        MerchantId merchant, List<EventCursor> places, CancellationToken cancel)
    {
        var read = new List<PaymentEvent>(places.Count);
        foreach (var place in places)
        {
            // None when it was put into an archive and taken out of the books since.
            if (await events.GlanceAsync(merchant, place.Event!.Value, cancel) is { } found)
            {
                read.Add(found);
            }
        }

        return read;
    }

    private Task<List<Line>> LinesAsync(
        MerchantId merchant, EventSearch search, EventCursor? after, int most, CancellationToken cancel) =>
        search.Order is { } order
            ? OfOrderAsync(merchant, order, search, after, most, cancel)
            : OfAllAsync(merchant, search, after, most, cancel);

    private Task<List<Line>> OfAllAsync(
        MerchantId merchant, EventSearch search, EventCursor? after, int most, CancellationToken cancel) => LinesAsync(
        """
        select h.at_ms, h.transaction_id, h.version,
            case when (@state is null and @address is null) or exists (
                select 1 from notifications n
                where n.transaction_id = h.transaction_id and n.version = h.version and n.slot = h.slot
                    and (@state is null or n.state = @state) and (@address is null or n.address = @address))
            then 1 else 0 end
        from payment_history h
        where h.news_for = @merchant and h.at_ms >= @from
            and (h.at_ms, h.transaction_id, h.version) < (@at, @id, @version)
        order by h.at_ms desc, h.transaction_id desc, h.version desc limit @lines
        """,
        Values(merchant, search, after, most),
        cancel);

    private Task<List<Line>> OfOrderAsync(
        MerchantId merchant,
        OrderId order,
        EventSearch search,
        EventCursor? after,
        int most,
        CancellationToken cancel)
    {
        var values = Values(merchant, search, after, most);
        values.Add("order", order.Text);
        values.Add("slot", (long)Slot.Of(merchant, order).Number);
        return LinesAsync(
            """
            select h.at_ms, h.transaction_id, h.version,
                case when (@state is null and @address is null) or exists (
                    select 1 from notifications n
                    where n.transaction_id = h.transaction_id and n.version = h.version and n.slot = h.slot
                        and (@state is null or n.state = @state) and (@address is null or n.address = @address))
                then 1 else 0 end
            from payment_history h
            where h.news_for = @merchant and h.slot = @slot and h.at_ms >= @from
                and h.transaction_id in (
                    select o.transaction_id from payments o
                    where o.merchant_id = @merchant and o.order_id = @order and o.slot = @slot
                        and o.status in ('Pending', 'Settled')
                    union all
                    select o.transaction_id from payments o
                    where o.merchant_id = @merchant and o.order_id = @order and o.slot = @slot
                        and o.status not in ('Pending', 'Settled'))
                and (h.at_ms, h.transaction_id, h.version) < (@at, @id, @version)
            order by h.at_ms desc, h.transaction_id desc, h.version desc limit @lines
            """,
            values,
            cancel);
    }

    private async Task<List<Line>> LinesAsync(string sql, DynamicParameters values, CancellationToken cancel)
    {
        await using var connection = await database.OpenForReadingAsync(cancel);
        var rows = await connection.QueryAsync<(long AtMs, string Id, long Version, long Matches)>(
            new CommandDefinition(sql, values, cancellationToken: cancel));
        return [.. rows.Select(row => new Line(
            new EventCursor(
                DateTimeOffset.FromUnixTimeMilliseconds(row.AtMs),
                new EventId(TransactionId.Parse(row.Id), (int)row.Version)),
            row.Matches == 1))];
    }

    // Before all events of a moment stands the empty id, so the end of a time is the place before its first moment.
    private static DynamicParameters Values(
        MerchantId merchant, EventSearch search, EventCursor? after, int most)
    {
        var end = search.Before?.ToUnixTimeMilliseconds() ?? EndMs;
        var place = after is { } cursor && cursor.At.ToUnixTimeMilliseconds() < end ? after : null;
        return new DynamicParameters(new
        {
            merchant = merchant.ToString(),
            from = search.From?.ToUnixTimeMilliseconds() ?? 0,
            at = place?.At.ToUnixTimeMilliseconds() ?? end,
            id = place?.Event?.Transaction.ToString() ?? "",
            version = (long)(place?.Event?.Version ?? 0),
            state = search.State?.ToString(),
            address = search.Address,
            lines = (long)most,
        });
    }

    private readonly record struct Line(EventCursor Place, bool Matches);
}
