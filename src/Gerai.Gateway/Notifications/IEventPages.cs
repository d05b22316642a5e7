using Gerai.Values;

namespace Gerai.Notifications;

/// <summary>The events of one merchant for people who turn pages: the newest first.</summary>
internal interface IEventPages
{
    /// <summary>
    /// A page of the events behind a place, going back in time, or of the newest. It looks at so much of the history
    /// and not more; a page that is not full then says how far it has looked, and goes on from there.
    /// </summary>
    Task<EventPage> PageAsync(
        MerchantId merchant, EventSearch search, EventCursor? after, int size, CancellationToken cancel);
}

/// <summary>Which events are looked for. State and address are those of one notification.</summary>
internal sealed record EventSearch
{
    public OrderId? Order { get; init; }

    public NotificationState? State { get; init; }

    /// <summary>The whole address.</summary>
    public string? Address { get; init; }

    public DateTimeOffset? From { get; init; }

    public DateTimeOffset? Before { get; init; }
}

/// <summary>Some events, each with its deliveries and the latest attempt of each.</summary>
/// <param name="Events">The newest first.</param>
/// <param name="Next">From where the next page goes on; nothing at the end of the history.</param>
/// <param name="LookedUntil">How far back was looked, when the page ends there for that reason.</param>
internal sealed record EventPage(
    IReadOnlyList<PaymentEvent> Events, EventCursor? Next, DateTimeOffset? LookedUntil);
