namespace Gerai.Payments;

/// <summary>What came of a command: the payment changed, was so already, or may not change.</summary>
internal abstract record Outcome
{
    internal sealed record Applied(Payment Payment) : Outcome;

    internal sealed record Unchanged(Payment Payment) : Outcome;

    internal sealed record Rejected(RejectionReason Reason) : Outcome;

    /// <summary>No payment changed, but unmatched money was given back.</summary>
    internal sealed record Returned : Outcome;
}
