using Gerai.Stores;
using Gerai.Values;

namespace Gerai.Payments;

/// <summary>
/// Money in a till that no pending payment waits for, such as one confirmed after the code expired. It is kept for a
/// person to decide, never dropped (protocol 5.16).
/// </summary>
internal sealed record UnmatchedPayment
{
    public required StoreReference Reference { get; init; }

    public required GatewayEnvironment Environment { get; init; }

    public required string Code { get; init; }

    public required Rupiah Amount { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>Why it could not be booked.</summary>
    public required RejectionReason Reason { get; init; }

    /// <summary>When the network took it back, if it did.</summary>
    public DateTimeOffset? ReturnedAt { get; init; }

    /// <summary>What a person did about it, if somebody has. It makes no payment.</summary>
    public UnmatchedDecision? Decision { get; init; }
}

/// <summary>What a person did about unmatched money, and in whose name it stands in the books.</summary>
internal sealed record UnmatchedDecision(UnmatchedOutcome Outcome, string Note, string By, DateTimeOffset At)
{
    public const int NoteLengthMax = 300;
}

/// <summary>What can be done with unmatched money, all of it outside of the gateway. Stored by name.</summary>
internal enum UnmatchedOutcome
{
    HandedBack,
    BookedElsewhere,
    SettledWithNetwork,
    Other,
}

/// <summary>Keeps unmatched money; one entry for a reference and code, however often it is told.</summary>
internal interface IUnmatchedPaymentRepository
{
    Task AddAsync(UnmatchedPayment unmatched, CancellationToken cancel);

    Task<UnmatchedPayment?> FindAsync(StoreReference reference, string code, CancellationToken cancel);

    /// <summary>Notes that the network has given the money back. False when there is no such entry.</summary>
    Task<bool> ReturnAsync(StoreReference reference, string code, DateTimeOffset now, CancellationToken cancel);

    /// <summary>
    /// Notes what a person did about it, with a line of activity. False when it is decided or returned already, or not
    /// there.
    /// </summary>
    Task<bool> DecideAsync(
        UnmatchedPayment unmatched, UnmatchedOutcome outcome, string note, Actor by, DateTimeOffset now,
        CancellationToken cancel);

    /// <summary>Entries that nobody has returned or decided, the newest first: those behind one, or from the first.
    /// </summary>
    Task<IReadOnlyList<UnmatchedPayment>> ListAsync(UnmatchedPayment? behind, int countMax, CancellationToken cancel);
}
