using System.Diagnostics;
using System.Text.Json;
using Gerai.Merchants;
using Gerai.Payments;
using Gerai.Stores;
using Gerai.Values;
using Microsoft.AspNetCore.Http;

namespace Gerai.CounterApi;

/// <summary>Every answer of this protocol and every way it says no, in one place.</summary>
internal static class CounterResponses
{
    private const string KeptForAPerson =
        "No payment waits for this money. It is written down for a person to decide; do not send it again.";

    public static readonly CounterReply UnknownNetwork = Refused(new Refusal(
        StatusCodes.Status401Unauthorized, "unknown_network", "X-Gerai-Network does not name a store network."));

    public static readonly CounterReply BadSignature = Refused(new Refusal(
        StatusCodes.Status401Unauthorized, "bad_signature", "X-Gerai-Signature does not fit this request."));

    public static readonly CounterReply StaleTimestamp = Refused(new Refusal(
        StatusCodes.Status401Unauthorized,
        "stale_timestamp",
        "X-Gerai-Timestamp must be the present time in Unix seconds. Set the clock."));

    public static readonly CounterReply NoSuchOperation = Refused(new Refusal(
        StatusCodes.Status404NotFound, "no_such_operation", "There is no such operation."));

    public static readonly CounterReply MethodNotAllowed = Refused(new Refusal(
        StatusCodes.Status405MethodNotAllowed, "method_not_allowed", "This operation is called with POST."));

    public static readonly CounterReply TryAgain = Refused(new Refusal(
        StatusCodes.Status503ServiceUnavailable,
        "try_again",
        "The payment system is busy. Send the same request again in a few seconds."));

    public static CounterReply Malformed(string complaint) =>
        Refused(new Refusal(StatusCodes.Status400BadRequest, "malformed", complaint));

    public static CounterReply TooLarge(int bytesMax) => Refused(new Refusal(
        StatusCodes.Status413PayloadTooLarge,
        "too_large",
        $"A body has at most {CounterFormat.Number(bytesMax)} bytes."));

    public static CounterReply Inquired(Payment payment, Merchant merchant) => Ok(JsonSerializer.SerializeToUtf8Bytes(
        new CounterAnswer.Inquired
        {
            PaymentCode = payment.Code.Digits,
            Store = CounterFormat.Store(payment.Chain),
            MerchantName = CounterFormat.Text(merchant.Name),
            CustomerName = CounterFormat.Text(payment.Details.Customer?.FullName),
            Amount = payment.Amount.Amount,
            Message = payment.Details.Message,
            Receipt = Receipt.Of(payment, merchant),
            ExpiresAt = CounterFormat.Time(payment.ExpiresAt),
        },
        CounterJson.Strict.Inquired));

    // Told from what was booked and not from the request, so a repeat is the same byte for byte (protocol 5.15).
    public static CounterReply Booked(Payment payment, Merchant merchant) => Ok(JsonSerializer.SerializeToUtf8Bytes(
        new CounterAnswer.Booked
        {
            PaymentCode = payment.Code.Digits,
            Store = CounterFormat.Store(payment.Chain),
            Amount = payment.Amount.Amount,
            Reference = payment.Reference!.Value.Number,
            PaidAt = CounterFormat.Time(payment.SettledAt!.Value),
            Receipt = Receipt.Of(payment, merchant),
        },
        CounterJson.Strict.Booked));

    public static CounterReply Unmatched(
        PaymentCode code, Rupiah amount, StoreReference reference, RejectionReason reason) =>
        Ok(JsonSerializer.SerializeToUtf8Bytes(
            new CounterAnswer.Unmatched
            {
                Reason = Of(reason).Reason,
                Message = KeptForAPerson,
                PaymentCode = code.Digits,
                Amount = amount.Amount,
                Reference = reference.Number,
            },
            CounterJson.Strict.Unmatched));

    public static CounterReply Reversed(PaymentCode code, StoreReference reference) =>
        Ok(JsonSerializer.SerializeToUtf8Bytes(
            new CounterAnswer.Reversed { PaymentCode = code.Digits, Reference = reference.Number },
            CounterJson.Strict.Reversed));

    public static CounterReply Refused(RejectionReason reason) => Refused(Of(reason));

    private static Refusal Of(RejectionReason reason) => reason switch
    {
        RejectionReason.PaymentNotFound => new Refusal(
            StatusCodes.Status404NotFound, "not_found", "No payment has this code. Check the digits."),
        RejectionReason.WrongChain => new Refusal(
            StatusCodes.Status409Conflict, "wrong_chain", "This code is paid at another store chain."),
        RejectionReason.MerchantClosed => new Refusal(
            StatusCodes.Status409Conflict, "merchant_closed", "This merchant takes no payments. Take no money."),
        RejectionReason.AlreadyReversed => new Refusal(
            StatusCodes.Status410Gone, "reversed", "This payment was taken back. The customer needs a new code."),
        RejectionReason.AlreadyCancelled => new Refusal(
            StatusCodes.Status410Gone, "cancelled", "The merchant has cancelled this payment. Take no money."),
        RejectionReason.CodeExpired => new Refusal(
            StatusCodes.Status410Gone, "expired", "The time to pay is over. The customer needs a new code."),
        RejectionReason.AlreadyPaid => new Refusal(
            StatusCodes.Status409Conflict, "already_paid", "This code has been paid already. Take no money."),
        RejectionReason.ReferenceVoided => new Refusal(
            StatusCodes.Status409Conflict,
            "voided",
            "This reference was reversed before its payment came. Give the money back or pay under a new reference."),
        RejectionReason.AmountDiffers => new Refusal(
            StatusCodes.Status409Conflict, "amount_differs", "This is not the amount to pay. Type the code again."),
        RejectionReason.NotPaid => new Refusal(
            StatusCodes.Status409Conflict, "not_paid", "Nothing is booked under this reference."),
        RejectionReason.ReversalNotOffered => new Refusal(
            StatusCodes.Status409Conflict,
            "reversal_not_offered",
            "The payment is booked and this chain takes none back. Keep the money."),
        RejectionReason.TooManyReversals => new Refusal(
            StatusCodes.Status409Conflict,
            "too_many_reversals",
            "Too many references were reversed for this code. Call the operator of the gateway."),

        RejectionReason.StillRunning
            or RejectionReason.StoreNotActivated
            or RejectionReason.AmountTooSmall
            or RejectionReason.AmountTooLarge
            or RejectionReason.ExpiryInThePast
            or RejectionReason.OrderIdInUse
            or RejectionReason.NoPaymentCodeLeft =>
            throw new UnreachableException($"Only a merchant's request can be rejected for {reason}."),
    };

    private static CounterReply Ok(byte[] body) => new(StatusCodes.Status200OK, body);

    private static CounterReply Refused(Refusal refusal) => new(refusal.Status, JsonSerializer.SerializeToUtf8Bytes(
        new CounterAnswer.Refused { Reason = refusal.Reason, Message = refusal.Message },
        CounterJson.Strict.Refused))
    {
        Refusal = refusal.Reason,
    };

    private sealed record Refusal(int Status, string Reason, string Message);
}
