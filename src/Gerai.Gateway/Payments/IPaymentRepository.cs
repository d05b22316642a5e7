using Gerai.Stores;
using Gerai.Values;

namespace Gerai.Payments;

/// <summary>How a write ended.</summary>
internal enum WriteResult
{
    Written,

    /// <summary>Nothing was written: the order id is in use, or the payment has changed since it was read.</summary>
    Conflict,

    /// <summary>Nothing was written: the idempotency key now belongs to another request.</summary>
    ClaimLost,
}

/// <summary>
/// Keeps payments. A write takes all that belongs together (payment, line of history, notifications, the answered
/// idempotency key), is one transaction, and returns when it is durable.
/// </summary>
internal interface IPaymentRepository
{
    Task<WriteResult> OpenAsync(PaymentChange change, CancellationToken cancel);

    /// <summary>Writes the next version if the one before it is still there.</summary>
    Task<WriteResult> SaveAsync(PaymentChange change, CancellationToken cancel);

    Task<Payment?> FindAsync(TransactionId id, CancellationToken cancel);

    /// <summary>The newest payment with this order id.</summary>
    Task<Payment?> FindByOrderAsync(MerchantId merchant, OrderId order, CancellationToken cancel);

    Task<Payment?> FindByCodeAsync(CodeNumber number, CancellationToken cancel);

    /// <summary>The payment as it was at an earlier version, and when it came to be so.</summary>
    Task<PaymentVersion?> FindVersionAsync(TransactionId id, int version, CancellationToken cancel);

    /// <summary>The same of several at once, in no order; what there is not is left out.</summary>
    Task<IReadOnlyList<PaymentVersion>> FindVersionsAsync(
        IReadOnlyList<(TransactionId Id, int Version)> wanted, CancellationToken cancel);

    /// <summary>What happened to a payment, the first version first.</summary>
    Task<IReadOnlyList<HistoryLine>> HistoryAsync(TransactionId id, CancellationToken cancel);

    /// <summary>Pending payments whose time is over, the longest overdue first.</summary>
    Task<IReadOnlyList<TransactionId>> OverdueAsync(DateTimeOffset now, int countMax, CancellationToken cancel);
}

/// <summary>One step of a payment, with everything that is written with it.</summary>
internal sealed record PaymentChange
{
    /// <summary>As it is from now on; its version is one more than the one it replaces.</summary>
    public required Payment Payment { get; init; }

    /// <summary>What was done: <c>Charge</c>, or the name of the command.</summary>
    public required string Command { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>
    /// Whether it is an event for the merchant, whoever is told of it. A change that leaves the status as it was, such
    /// as the grace after an inquiry, is nobody's news.
    /// </summary>
    public bool IsNews { get; init; } = true;

    /// <summary>Where to tell it; each address is delivered to on its own (protocol 6.30).</summary>
    public required IReadOnlyList<string> Addresses { get; init; }

    public IdempotencyClaim? Claim { get; init; }
}

/// <summary>A payment as it was from a moment on, until the next version.</summary>
internal sealed record PaymentVersion(Payment Payment, DateTimeOffset At);

/// <summary>One version of a payment, as the history tells it.</summary>
internal sealed record HistoryLine(int Version, string Command, DateTimeOffset At, PaymentStatus Status);
