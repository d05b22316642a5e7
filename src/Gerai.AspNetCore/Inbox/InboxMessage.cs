using Gerai.Client;

namespace Gerai.AspNetCore.Inbox;

/// <summary>How a message came to the inbox.</summary>
internal enum MessageSource
{
    Notification,
    Status,
}

/// <summary>A state of a payment to be stored, with the words in which it was told.</summary>
internal sealed record InboxMessage(PaymentNotification Notification, MessageSource Source)
{
    public Transaction Payment => Notification.Transaction;

    public static InboxMessage OfAnswer(Transaction answer) =>
        new(PaymentNotification.Parse(answer.Json.Span), MessageSource.Status);
}

/// <summary>A payment whose turn it is, leased to this worker, with the first of its states that wait.</summary>
internal sealed record Taken
{
    public required string TransactionId { get; init; }

    /// <summary>Counts the leases: who holds an older one can write nothing any more.</summary>
    public required long Lease { get; init; }

    /// <summary>Counts what was stored: tells whether something came meanwhile.</summary>
    public required long News { get; init; }

    /// <summary>Null when nothing was told yet.</summary>
    public required TransactionStatus? Told { get; init; }

    /// <summary>Null when nothing waits after all.</summary>
    public required Waiting? First { get; init; }

    public required bool HasMore { get; init; }
}

/// <summary>A state of a payment that waits for the handler.</summary>
internal sealed record Waiting(string StatusText, MessageSource Source, string Body, int Attempts);

/// <summary>How the turn of a state ended.</summary>
internal sealed record Ending(InboxState State, string? Error = null)
{
    public static Ending Handled { get; } = new(InboxState.Handled);
}
