using Gerai.Stores;
using Gerai.Values;

namespace Gerai.Payments;

/// <summary>What became of money that a store network says is in its till.</summary>
internal abstract record AdviceOutcome
{
    /// <summary>It is booked; also when it was already, under this reference.</summary>
    internal sealed record Booked(Payment Payment) : AdviceOutcome;

    /// <summary>It is kept aside for a person to decide.</summary>
    internal sealed record Unmatched(RejectionReason Reason) : AdviceOutcome;
}

/// <summary>
/// Where store networks tell of money that has moved already. Such a message cannot be refused: what fits no payment
/// is kept as unmatched (protocol 5.16).
/// </summary>
internal sealed class CounterDesk(PaymentProcessor processor, IUnmatchedPaymentRepository unmatched, TimeProvider time)
{
    public async Task<AdviceOutcome> AdviseAsync(
        StoreNetwork network, PaymentCode code, Rupiah amount, StoreReference reference, CancellationToken cancel)
    {
        // Told before: the same answer, also if the code could be paid by now.
        if (await unmatched.FindAsync(reference, code.Digits, cancel) is { } known)
        {
            return new AdviceOutcome.Unmatched(known.Reason);
        }

        var outcome = await processor.PayAsync(network, code, amount, reference, cancel);
        if (outcome is Outcome.Applied applied)
        {
            return new AdviceOutcome.Booked(applied.Payment);
        }

        if (outcome is Outcome.Unchanged same)
        {
            return new AdviceOutcome.Booked(same.Payment);
        }

        var reason = ((Outcome.Rejected)outcome).Reason;
        await unmatched.AddAsync(
            new UnmatchedPayment
            {
                Reference = reference,
                Environment = network.Environment,
                Code = code.Digits,
                Amount = amount,
                ReceivedAt = time.GetUtcNow(),
                Reason = reason,
            },
            cancel);
        return new AdviceOutcome.Unmatched(reason);
    }

    /// <summary>Takes money back, whether it was booked or kept aside.</summary>
    public async Task<Outcome> ReverseAsync(
        StoreNetwork network, PaymentCode code, StoreReference reference, CancellationToken cancel)
    {
        var outcome = await processor.ReverseAsync(network, code, reference, cancel);
        if (outcome is Outcome.Rejected
            { Reason: RejectionReason.ReversalNotOffered or RejectionReason.TooManyReversals })
        {
            // The booked money stays booked, whatever else was told under this reference.
            return outcome;
        }

        // Also when a payment has changed: an advice with another amount may have been kept under this reference.
        var isReturned = await unmatched.ReturnAsync(reference, code.Digits, time.GetUtcNow(), cancel);
        return isReturned && outcome is Outcome.Rejected ? new Outcome.Returned() : outcome;
    }
}
