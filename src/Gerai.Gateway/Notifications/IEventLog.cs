using Gerai.Values;

namespace Gerai.Notifications;

/// <summary>The events of one merchant; those of others are as good as none.</summary>
internal interface IEventLog
{
    /// <summary>
    /// Events in the order of their cursors, at most so many: those behind a place, or else the newest. Two nodes may
    /// write at once, so an event can still appear a little before one that has been read.
    /// </summary>
    Task<IReadOnlyList<PaymentEvent>> ListAsync(MerchantId merchant, EventFilter filter, CancellationToken cancel);

    /// <summary>The places of the events behind one, and nothing else of them, for who looks again and again.</summary>
    Task<IReadOnlyList<EventCursor>> CursorsAsync(
        MerchantId merchant, EventCursor after, int countMax, CancellationToken cancel);

    /// <summary>One event as lists show it: its deliveries with the latest attempt of each.</summary>
    Task<PaymentEvent?> GlanceAsync(MerchantId merchant, EventId id, CancellationToken cancel);

    /// <summary>One event with its attempts, resends and forwards.</summary>
    Task<PaymentEvent?> FindAsync(MerchantId merchant, EventId id, CancellationToken cancel);
}

/// <summary>Which events to list.</summary>
internal sealed record EventFilter
{
    public EventCursor? After { get; init; }

    public OrderId? Order { get; init; }

    /// <summary>Only events of which at least one address is in this state.</summary>
    public NotificationState? State { get; init; }

    public required int CountMax { get; init; }
}
