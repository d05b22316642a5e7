using Gerai.Payments;

namespace Gerai.Storage;

/// <summary>
/// Out of any number of payments the ones that a page shows, in its order: behind the page before it, and no more held
/// at a time than that and one more.
/// </summary>
internal sealed class BestPayments(PageWish wish)
{
    // The worst stands first, to be the one that leaves.
    private readonly PriorityQueue<PaymentRow, SortValue> kept = new(
        Comparer<SortValue>.Create((one, other) => wish.Sort.IsDescending
            ? one.Against(other)
            : other.Against(one)));

    public void Add(PaymentRow row)
    {
        var value = ValueOf(row);
        var isListed = wish.Sort.Key is not PaymentSortKey.Settled || row.SettledAtMs is not null;
        var isBehind = wish.After?.Behind is not { } behind || IsBehind(value, behind);
        if (isListed && isBehind)
        {
            kept.Enqueue(row, value);
        }

        if (kept.Count > wish.Size + 1)
        {
            kept.Dequeue();
        }
    }

    /// <summary>The page, and a cursor to the next one that keeps a place of the history.</summary>
    public PaymentPage ToPage(HistoryPlace place)
    {
        var hasMore = kept.Count > wish.Size;
        if (hasMore)
        {
            kept.Dequeue();
        }

        var rows = new PaymentRow[kept.Count];
        for (var i = kept.Count - 1; i >= 0; i--)
        {
            rows[i] = kept.Dequeue();
        }

        return new PaymentPage
        {
            Payments = [.. rows.Select(row => row.ToPayment())],
            Next = hasMore ? new PaymentCursor(place, ValueOf(rows[^1])) : null,
        };
    }

    private SortValue ValueOf(PaymentRow row) => wish.Sort.Key switch
    {
        PaymentSortKey.Opened => new SortValue(row.OpenedAtMs, "", row.TransactionId),
        PaymentSortKey.Settled => new SortValue(row.SettledAtMs ?? 0, "", row.TransactionId),
        PaymentSortKey.Amount => new SortValue(row.AmountRupiah, "", row.TransactionId),
        PaymentSortKey.OrderId => new SortValue(0, row.OrderId, row.TransactionId),
        PaymentSortKey.Status => new SortValue(
            (long)Enum.Parse<PaymentStatus>(row.Status), "", row.TransactionId),
    };

    private bool IsBehind(SortValue value, SortValue behind) => wish.Sort.IsDescending
        ? value.Against(behind) < 0
        : value.Against(behind) > 0;
}
