using Gerai.Payments;
using Gerai.Values;

namespace Gerai.Notifications;

/// <summary>
/// Something that happened to a payment and is its merchant's news: a version with another status than the one before.
/// It is there whether or not anybody is to be told.
/// </summary>
internal sealed record PaymentEvent
{
    public required EventId Id { get; init; }

    public required DateTimeOffset At { get; init; }

    public required OrderId Order { get; init; }

    public required PaymentStatus Status { get; init; }

    /// <summary>How it stands with each address that is told.</summary>
    public required IReadOnlyList<EventDelivery> Deliveries { get; init; }

    /// <summary>
    /// Set when it is so old that deliveries of it may be missing: what ended before this moment is kept no longer.
    /// </summary>
    public DateTimeOffset? DeliveriesKeptSince { get; init; }

    /// <summary>What listeners say of it, the first one first. Lists carry none.</summary>
    public IReadOnlyList<Forward> Forwards { get; init; } = [];

    /// <summary>The place right behind it.</summary>
    public EventCursor Cursor => new(At, Id);
}

/// <summary>One address of an event: how far telling it has come.</summary>
internal sealed record EventDelivery
{
    public required string Address { get; init; }

    public required NotificationState State { get; init; }

    public required int AttemptsMade { get; init; }

    /// <summary>When the next attempt is due; nothing when there will be none.</summary>
    public DateTimeOffset? NextAttemptAt { get; init; }

    /// <summary>Every attempt, the first one first. Lists carry only the latest.</summary>
    public required IReadOnlyList<Attempt> Attempts { get; init; }

    /// <summary>
    /// Set when attempts are missing that were made: what is older than this moment is kept no longer.
    /// </summary>
    public DateTimeOffset? AttemptsKeptSince { get; init; }

    /// <summary>When and by whom it was asked to be sent again. Lists carry none.</summary>
    public IReadOnlyList<Resend> Resends { get; init; } = [];
}

/// <summary>Somebody's wish to send once more what was over.</summary>
internal sealed record Resend(DateTimeOffset At, string By, int AttemptsBefore)
{
    /// <summary>
    /// As the merchant reads it: which of the operator's people it was is not the merchant's business.
    /// </summary>
    public string ByForMerchant => ResendOrder.IsByOperator(By) ? ResendOrder.Operator : By;
}
