using System.Diagnostics;
using static Gerai.Payments.PaymentStatus;

namespace Gerai.Payments;

/// <summary>
/// What each command does in each status: the only place where a status is decided. Pure: no clock, no database. The
/// whole table is an approved file that docs/architecture.md shows.
/// </summary>
internal static class PaymentStateMachine
{
    public static Outcome Apply(Payment payment, PaymentCommand command, bool mayReverse) => command switch
    {
        PaymentCommand.Inquire inquire => OnInquire(payment, inquire),
        PaymentCommand.Pay pay => OnPay(payment, pay),
        PaymentCommand.Reverse reverse => OnReverse(payment, reverse, mayReverse),
        PaymentCommand.Cancel cancel => OnEnd(payment, Cancelled, cancel),
        PaymentCommand.Expire expire => OnEnd(payment, Expired, expire),
        PaymentCommand.Lapse lapse => OnLapse(payment, lapse),
        _ => throw new UnreachableException($"A command without rules: {command.Name}."),
    };

    private static Outcome OnInquire(Payment payment, PaymentCommand.Inquire inquire) => payment.Status switch
    {
        Pending when inquire.At >= payment.PayableUntil => No(RejectionReason.CodeExpired),

        // Who asks in time may pay a little later; who asks again within that grace does not prolong it.
        Pending when inquire.At < payment.ExpiresAt && inquire.At + inquire.Grace > payment.PayableUntil =>
            Change(payment with { PayableUntil = inquire.At + inquire.Grace }),
        Pending => new Outcome.Unchanged(payment),

        Settled => No(RejectionReason.AlreadyPaid),
        Cancelled => No(RejectionReason.AlreadyCancelled),
        Expired => No(RejectionReason.CodeExpired),
        Reversed => No(RejectionReason.AlreadyReversed),
    };

    private static Outcome OnPay(Payment payment, PaymentCommand.Pay pay) => payment.Status switch
    {
        Pending when pay.At >= payment.PayableUntil => No(RejectionReason.CodeExpired),
        Pending when payment.VoidedReferences.Contains(pay.Reference) => No(RejectionReason.ReferenceVoided),
        Pending when pay.Amount != payment.Amount => No(RejectionReason.AmountDiffers),
        Pending => Change(payment with { Status = Settled, SettledAt = pay.At, Reference = pay.Reference }),

        // A terminal that lost our answer asks again with the same reference, and must hear the same thing.
        Settled when pay.Reference == payment.Reference && pay.Amount == payment.Amount =>
            new Outcome.Unchanged(payment),
        Settled => No(RejectionReason.AlreadyPaid),

        Cancelled => No(RejectionReason.AlreadyCancelled),
        Expired => No(RejectionReason.CodeExpired),
        Reversed => No(RejectionReason.AlreadyReversed),
    };

    private static Outcome OnReverse(Payment payment, PaymentCommand.Reverse reverse, bool mayReverse)
    {
        // Who asks again hears the same answer, whatever has become of the payment since.
        if (payment.VoidedReferences.Contains(reverse.Reference))
        {
            return new Outcome.Unchanged(payment);
        }

        var isOurs = payment.Reference == reverse.Reference;
        return payment.Status switch
        {
            // As once that is written down: no payment can come any more that it would have to be kept from.
            Pending when reverse.At >= payment.PayableUntil => No(RejectionReason.NotPaid),

            // The reversal has overtaken its payment. The network holds no money, so that payment must find this.
            Pending when payment.VoidedReferences.IsFull => No(RejectionReason.TooManyReversals),
            Pending => Change(payment with { VoidedReferences = payment.VoidedReferences.With(reverse.Reference) }),

            Settled when !isOurs => No(RejectionReason.NotPaid),
            Settled when !mayReverse => No(RejectionReason.ReversalNotOffered),
            Settled => Change(payment with { Status = Reversed }),

            Reversed when isOurs => new Outcome.Unchanged(payment),
            Reversed => No(RejectionReason.NotPaid),
            Cancelled => No(RejectionReason.NotPaid),
            Expired => No(RejectionReason.NotPaid),
        };
    }

    // The merchant's two ways to end a payment. Also the second time is a no: 412 (protocol 5.11, 5.12).
    private static Outcome OnEnd(Payment payment, PaymentStatus end, PaymentCommand command) => payment.Status switch
    {
        Pending when command.At >= payment.PayableUntil => No(RejectionReason.CodeExpired),
        Pending => Change(payment with { Status = end }),
        Settled => No(RejectionReason.AlreadyPaid),
        Cancelled => No(RejectionReason.AlreadyCancelled),
        Expired => No(RejectionReason.CodeExpired),
        Reversed => No(RejectionReason.AlreadyReversed),
    };

    private static Outcome OnLapse(Payment payment, PaymentCommand.Lapse lapse) => payment.Status switch
    {
        Pending when lapse.At >= payment.PayableUntil => Change(payment with { Status = Expired }),
        Pending or Settled or Cancelled or Expired or Reversed => new Outcome.Unchanged(payment),
    };

    private static Outcome.Applied Change(Payment next) => new(next with { Version = next.Version + 1 });

    private static Outcome.Rejected No(RejectionReason reason) => new(reason);
}
