using Gerai.Values;

namespace Gerai.Storage;

/// <summary>
/// Whether what must agree in the books does. The newest rows are looked at, so that it takes seconds and not hours:
/// they are those that a mistake of today would have touched.
/// </summary>
internal sealed class PaymentChecks(BooksLook look)
{
    private const long LookedMax = 200_000;

    private const string Remedy =
        "Stop the gateways before more is written, keep these books, and compare with a backup.";

    public IReadOnlyList<Check> All =>
    [
        new("payments", PaymentsAsync),
        new("history", HistoryAsync),
        new("notified", NotifiedAsync),
        new("orders", OrdersAsync),
        new("codes", CodesAsync),
    ];

    private Task<Finding> PaymentsAsync(CancellationToken cancel) => ScanAsync(
        "payments",
        "without its line of history, or with another one",
        """
        select count(*) as looked, count(x.broken) as broken, coalesce(min(x.broken), '') as example from (
            select case when h.version is null or h.status <> w.status
                or coalesce(h.settled_at_ms, 0) <> coalesce(w.settled_at_ms, 0)
                or coalesce(h.network, '') <> coalesce(w.network, '')
                or coalesce(h.reference, '') <> coalesce(w.reference, '') then w.transaction_id end as broken
            from (
                select transaction_id, slot, version, status, settled_at_ms, network, reference from payments
                order by transaction_id desc limit @most) w
            left join payment_history h
                on h.transaction_id = w.transaction_id and h.version = w.version and h.slot = w.slot) x
        """,
        cancel);

    private Task<Finding> HistoryAsync(CancellationToken cancel) => ScanAsync(
        "lines",
        "of no payment, or of a version that the payment has not reached",
        """
        select count(*) as looked, count(x.broken) as broken, coalesce(min(x.broken), '') as example from (
            select case when p.version is null or p.version < w.version then w.transaction_id end as broken
            from (
                select transaction_id, version, slot, status from payment_history
                order by transaction_id desc, version desc limit @most) w
            left join payments p on p.transaction_id = w.transaction_id and p.slot = w.slot) x
        """,
        cancel);

    private Task<Finding> NotifiedAsync(CancellationToken cancel) => ScanAsync(
        "notifications",
        "about a version that is not in the history",
        """
        select count(*) as looked, count(x.broken) as broken, coalesce(min(x.broken), '') as example from (
            select case when h.version is null then w.transaction_id end as broken
            from (
                select transaction_id, version, slot, state from notifications
                order by transaction_id desc, version desc limit @most) w
            left join payment_history h
                on h.transaction_id = w.transaction_id and h.version = w.version and h.slot = w.slot) x
        """,
        cancel);

    private async Task<Finding> ScanAsync(string rows, string how, string sql, CancellationToken cancel)
    {
        var (looked, broken, example) = (await look.ReadAsync<(long Looked, long Broken, string Example)>(
            sql, new { most = LookedMax }, cancel))[0];
        return broken == 0
            ? Finding.Ok(Looked(looked, $"{rows} agree"))
            : Finding.Wrong($"{broken:N0} {rows} {how}, such as {example}.", Remedy);
    }

    // That no two payments hold one order is promised by an index within a slot; that a payment stands in the slot of
    // its order is not, so both are looked at.
    private async Task<Finding> OrdersAsync(CancellationToken cancel)
    {
        var rows = await look.ReadAsync<(string Id, long Slot, string Merchant, string Order, string Status)>(
            """
            select transaction_id, slot, merchant_id, order_id, status from payments
            order by transaction_id desc limit @most
            """,
            new { most = LookedMax },
            cancel);
        var held = new HashSet<(string Merchant, string Order)>();
        foreach (var row in rows)
        {
            if (row.Status is "Pending" or "Settled" && !held.Add((row.Merchant, row.Order)))
            {
                return Finding.Wrong($"Two payments of {row.Merchant} hold one order id, such as {row.Id}.", Remedy);
            }

            var slot = Slot.OfText($"{row.Merchant}\n{row.Order}").Number;
            if (row.Slot != slot || !TransactionId.TryParse(row.Id, out var id) || id.Slot.Number != slot)
            {
                return Finding.Wrong($"{row.Id} does not stand in the slot of its order, so it is not found.", Remedy);
            }
        }

        return Finding.Ok(Looked(rows.Count, "payments have their order to themselves"));
    }

    private async Task<Finding> CodesAsync(CancellationToken cancel)
    {
        var keys = await look.ReadAsync<(string Store, long Next, long Newest)>(
            """
            select k.store, k.counter_next,
                coalesce((select max(p.code_number) from payments p where p.code_key = k.key_id), -1) as newest
            from code_keys k
            """,
            cancel);
        var behind = keys.FirstOrDefault(key => key.Newest >= 0 && key.Newest / Slot.Count >= key.Next);
        return behind.Store is null
            ? Finding.Ok(keys.Count == 0 ? "none was made yet" : "each key is further than the codes in use")
            : Finding.Wrong(
                $"A key of {behind.Store} has fallen behind the codes in use, and would give them out again.",
                $"Run gerai code-key rotate --store {behind.Store.ToLowerInvariant()} before anything is charged.");
    }

    private static string Looked(long number, string rows) => number switch
    {
        0 => "none yet",
        < LookedMax => $"all {number:N0} {rows}",
        _ => $"the newest {number:N0} {rows}",
    };
}
