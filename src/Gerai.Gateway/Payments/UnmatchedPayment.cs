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
}

/// <summary>Keeps unmatched money; one entry for a reference and code, however often it is told.</summary>
internal interface IUnmatchedPaymentRepository
{
    Task AddAsync(UnmatchedPayment unmatched, CancellationToken cancel);

    Task<UnmatchedPayment?> FindAsync(StoreReference reference, string code, CancellationToken cancel);

    /// <summary>Notes that the network has given the money back. False when there is no such entry.</summary>
    Task<bool> ReturnAsync(StoreReference reference, string code, DateTimeOffset now, CancellationToken cancel);

    /// <summary>Entries not returned, the newest first.</summary>
    Task<IReadOnlyList<UnmatchedPayment>> ListAsync(int countMax, CancellationToken cancel);
}
