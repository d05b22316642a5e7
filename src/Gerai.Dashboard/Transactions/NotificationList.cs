using Gerai.Notifications;
using Gerai.Values;

namespace Gerai.Dashboard.Transactions;

/// <summary>
/// One page of notifications that somebody reads. It stays as it is while they do: what has changed turns in its place,
/// and what has come in is counted.
/// </summary>
internal sealed class NotificationList(
    IEventPages pages, IEventLog events, MerchantId merchant, NotificationsQuery query)
{
    public const int Size = 20;

    /// <summary>New notifications are counted up to here.</summary>
    public const int NewMax = 100;

    // Events are dated by the node that made them, and written a moment later.
    private static readonly TimeSpan ClockDifference = TimeSpan.FromSeconds(10);

    private DateTimeOffset loadedAt;

    public IReadOnlyList<PaymentEvent> Rows { get; private set; } = [];

    public EventCursor? Next { get; private set; }

    public DateTimeOffset? LookedUntil { get; private set; }

    /// <summary>How many have come in since that belong on this page.</summary>
    public int NewCount { get; private set; }

    public async Task LoadAsync(DateTimeOffset now, CancellationToken cancel)
    {
        var page = await pages.PageAsync(merchant, query.Search, query.After, Size, cancel);
        (Rows, Next, LookedUntil, NewCount, loadedAt) = (page.Events, page.Next, page.LookedUntil, 0, now);
    }

    /// <returns>Whether there is something else to show.</returns>
    public async Task<bool> LookAgainAsync(CancellationToken cancel)
    {
        var rows = new List<PaymentEvent>(Rows.Count);
        foreach (var row in Rows)
        {
            rows.Add(await events.GlanceAsync(merchant, row.Id, cancel) ?? row);
        }

        var come = query.After is null ? await CountNewAsync(cancel) : 0;
        var isOther = come != NewCount || rows.Zip(Rows).Any(pair => !IsSame(pair.First, pair.Second));
        (Rows, NewCount) = (rows, come);
        return isOther;
    }

    /// <summary>Whether an event has come no further.</summary>
    public static bool IsSame(PaymentEvent one, PaymentEvent other) =>
        one.Deliveries.Select(Standing).SequenceEqual(other.Deliveries.Select(Standing));

    // An event may come to match only later, as when it is given up; that is for the next opening of the page.
    private async Task<int> CountNewAsync(CancellationToken cancel)
    {
        var since = loadedAt - ClockDifference;
        if (query.Search.From is { } from && from > since)
        {
            since = from;
        }

        var page = await pages.PageAsync(merchant, query.Search with { From = since }, null, NewMax, cancel);
        var known = Rows.Select(row => row.Id).ToHashSet();

        // Behind a full page there are older ones, which are not new.
        var oldest = Next is null ? default : Rows[^1].At;
        return page.Events.Count(one => !known.Contains(one.Id) && one.At >= oldest);
    }

    private static (string, NotificationState, int, DateTimeOffset?) Standing(EventDelivery delivery) =>
        (delivery.Address, delivery.State, delivery.AttemptsMade, delivery.NextAttemptAt);
}
