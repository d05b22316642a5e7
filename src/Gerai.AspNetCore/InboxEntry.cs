namespace Gerai.AspNetCore;

/// <summary>Where a notification in the inbox stands.</summary>
public enum InboxState
{
    /// <summary>Stored, and not handed over yet; also between two attempts.</summary>
    Waiting = 0,

    /// <summary>The handler has returned.</summary>
    Handled = 1,

    /// <summary>It came when a later state had been handed over, so the handler was not called.</summary>
    Superseded = 2,

    /// <summary>The handler threw every time. A person looks, and calls
    /// <see cref="IPaymentInbox.RetryAsync(string, string, CancellationToken)"/>.</summary>
    Parked = 3,

    /// <summary>The status endpoint did not confirm it, so the handler was not called.</summary>
    Refused = 4,
}

/// <summary>A notification in the inbox, and what became of it.</summary>
public sealed record InboxEntry
{
    /// <summary>The gateway's id of the payment.</summary>
    public required string TransactionId { get; init; }

    /// <summary>The shop's number of the order.</summary>
    public required string OrderId { get; init; }

    /// <summary>The state it tells, in the word of the wire, such as <c>settlement</c>.</summary>
    public required string StatusText { get; init; }

    /// <summary>Where it stands.</summary>
    public required InboxState State { get; init; }

    /// <summary>When it was stored.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>When it came to its end; null while it waits.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>How often the handler was called with it.</summary>
    public required int Attempts { get; init; }

    /// <summary>Why the latest attempt failed, or why it was refused: the type of an exception or a word, and no
    /// message, since that may tell of a customer.</summary>
    public string? Error { get; init; }

    /// <summary>The gateway's answer to a question for the status, and no notification.</summary>
    public required bool WasAskedFor { get; init; }
}
