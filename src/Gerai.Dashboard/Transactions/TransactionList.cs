using Gerai.Payments;
using Gerai.Values;

namespace Gerai.Dashboard.Transactions;

/// <summary>
/// One page of payments that somebody reads. It stays as it is while they do: what has changed turns in its place, and
/// what has come in is counted.
/// </summary>
internal sealed class TransactionList(
    IPaymentSearch search, PaymentProcessor processor, MerchantId merchant, TransactionsQuery query)
{
    /// <summary>New payments are counted up to here.</summary>
    public const int NewMax = 100;

    // Payments are dated by the node that opened them, and written a moment later.
    private static readonly TimeSpan ClockDifference = TimeSpan.FromSeconds(10);

    private readonly HashSet<TransactionId> turned = [];
    private DateTimeOffset loadedAt;

    public IReadOnlyList<Payment> Rows { get; private set; } = [];

    public PaymentCursor? Next { get; private set; }

    public DateTimeOffset? LookedUntil { get; private set; }

    /// <summary>Nothing until it is known; counting a long history takes longer than a page.</summary>
    public PaymentCount? Count { get; private set; }

    /// <summary>How many payments have come in since that belong on this page.</summary>
    public int NewCount { get; private set; }

    /// <summary>Whether a payment has changed since the page is open.</summary>
    public bool HasTurned(TransactionId id) => turned.Contains(id);

    // Elsewhere than at the newest end nothing comes in.
    private bool CanGrow => query.After is null && query.Sort == PaymentSort.NewestFirst
        && !query.Filter.NamesSettlement;

    public async Task LoadAsync(DateTimeOffset now, CancellationToken cancel)
    {
        var page = await search.PageAsync(
            merchant, query.Filter, new PageWish { Sort = query.Sort, After = query.After }, cancel);
        (Rows, Next, LookedUntil, NewCount) =
            ([.. page.Payments.Select(payment => payment.AsOf(now))], page.Next, page.LookedUntil, 0);
        loadedAt = now;
        turned.Clear();
    }

    /// <summary>
    /// Beside the page and not in its turn: SQLite answers on the thread that asks, and the list would not be drawn
    /// before the last payment is counted.
    /// </summary>
    public async Task CountAsync(CancellationToken cancel) =>
        Count = await Task.Run(() => search.CountAsync(merchant, query.Filter, cancel), cancel);

    /// <returns>Whether there is something else to show.</returns>
    public async Task<bool> LookAgainAsync(CancellationToken cancel)
    {
        // Each by its key: the search would read the whole history again for some orders of the list.
        var isOther = false;
        var rows = new List<Payment>(Rows.Count);
        foreach (var row in Rows)
        {
            var now = await processor.FindAsync(row.Id, cancel) ?? row;
            rows.Add(now);
            if (now.Status != row.Status)
            {
                turned.Add(row.Id);
                isOther = true;
            }
        }

        Rows = rows;
        var come = CanGrow ? await CountNewAsync(cancel) : 0;
        isOther |= come != NewCount;
        NewCount = come;
        return isOther;
    }

    private async Task<int> CountNewAsync(CancellationToken cancel)
    {
        var since = loadedAt - ClockDifference;
        if (query.Filter.OpenedFrom is { } from && from > since)
        {
            since = from;
        }

        var page = await search.PageAsync(
            merchant, query.Filter with { OpenedFrom = since }, new PageWish { Size = NewMax }, cancel);
        var known = Rows.Select(row => row.Id).ToHashSet();

        // Behind a full page there are older ones, which are not new.
        var oldest = Next is null ? default : Rows[^1].OpenedAt;
        return page.Payments.Count(payment => !known.Contains(payment.Id) && payment.OpenedAt >= oldest);
    }
}
