using Gerai.Merchants;
using Gerai.Payments;
using Gerai.Values;

namespace Gerai.Notifications;

/// <summary>
/// One thing to tell one address: a version of a payment. Its row holds no body: that is written and signed at
/// sending, so it tells the payment as it was with the key as it is.
/// </summary>
internal sealed record Notification
{
    public required TransactionId Id { get; init; }

    public required int Version { get; init; }

    public required string Address { get; init; }

    public required Endpoint Endpoint { get; init; }

    /// <summary>
    /// What every attempt to tell this carries, to whichever address. The signature puts full stops between its parts;
    /// the one in here is safe, because nobody but us makes these ids and all have the same form.
    /// </summary>
    public EventId EventId => new(Id, Version);

    /// <summary>How many attempts have ended.</summary>
    public required int Attempts { get; init; }

    /// <summary>
    /// How many of them were made before it was last asked to be sent again; the schedule begins after those.
    /// </summary>
    public int AttemptsBefore { get; init; }

    /// <summary>
    /// When it may be taken next. Taking it moves this moment to the end of the lease, so a node that dies gives the
    /// row back by itself.
    /// </summary>
    public required DateTimeOffset DueAt { get; init; }
}

/// <summary>A notification that may be taken, with the circuit of its endpoint when that is in trouble.</summary>
internal sealed record DueNotification(Notification Notification, Circuit? Circuit);

/// <summary>
/// A notification that is ours to send, with what it tells, since when that is so, and whose keys sign it.
/// </summary>
internal sealed record LeasedNotification(
    Notification Notification, Payment Payment, DateTimeOffset EventAt, Merchant Merchant)
{
    /// <summary>When it was due, before taking it moved that moment.</summary>
    public required DateTimeOffset DueSince { get; init; }

    /// <summary>How its endpoint stood when it was taken.</summary>
    public Circuit? Circuit { get; init; }

    /// <summary>Whether it is the one call that finds out how an endpoint is that was left alone.</summary>
    public bool IsProbe => Circuit is { OpenUntil: not null };
}

/// <summary>How one attempt went, as it is written down.</summary>
internal sealed record Attempt
{
    public required int Number { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public required TimeSpan Took { get; init; }

    public required DeliveryResult Result { get; init; }

    /// <summary>The HTTP status of the last answer, when there was one.</summary>
    public int? HttpStatus { get; init; }

    /// <summary>What else that answer said.</summary>
    public AnswerSeen? Answer { get; init; }

    /// <summary>
    /// Set when the body of the answer may be missing: of payments charged before this moment it is kept no longer.
    /// </summary>
    public DateTimeOffset? AnswersKeptSince { get; init; }

    /// <summary>
    /// SHA-256 of the body that was sent, in lower-case hex. The body itself can be written again; this tells whether
    /// that one is the same.
    /// </summary>
    public string? BodyHash { get; init; }
}

/// <summary>Where a notification stands. Stored by name.</summary>
internal enum NotificationState
{
    Waiting,
    Delivered,

    /// <summary>The schedule allows no further attempt.</summary>
    GivenUp,
}
