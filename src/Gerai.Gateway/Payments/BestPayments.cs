namespace Gerai.Payments;

/// <summary>
/// Out of any number of payments the ones that a page shows, in its order: behind the page before it, and no more held
/// at a time than that and one more.
/// </summary>
internal sealed class BestPayments(PageWish wish)
{
    // The worst stands first, to be the one that leaves.
    private readonly PriorityQueue<Payment, SortValue> kept = new(
        Comparer<SortValue>.Create((one, other) => wish.Sort.IsDescending
            ? one.Against(other)
            : other.Against(one)));

    public void Add(IEnumerable<Payment> payments)
    {
        foreach (var payment in payments)
        {
            var value = SortValue.Of(payment, wish.Sort.Key);
            if (wish.Sort.Key is PaymentSortKey.Settled && payment.SettledAt is null)
            {
                continue;
            }

            if (wish.After?.Behind is { } behind && !IsBehind(value, behind))
            {
                continue;
            }

            kept.Enqueue(payment, value);
            if (kept.Count > wish.Size + 1)
            {
                kept.Dequeue();
            }
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

        var payments = new Payment[kept.Count];
        for (var i = kept.Count - 1; i >= 0; i--)
        {
            payments[i] = kept.Dequeue();
        }

        return new PaymentPage
        {
            Payments = payments,
            Next = hasMore ? new PaymentCursor(place, SortValue.Of(payments[^1], wish.Sort.Key)) : null,
        };
    }

    private bool IsBehind(SortValue value, SortValue behind) => wish.Sort.IsDescending
        ? value.Against(behind) < 0
        : value.Against(behind) > 0;
}
