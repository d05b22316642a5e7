using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Gerai.Payments;
using Gerai.Stores;

namespace Gerai.Wire;

/// <summary>A way to say no: the code in the body, the HTTP status it travels with, and the text.</summary>
internal sealed record Refusal(int Code, int HttpStatus, string Text, IReadOnlyList<string>? Complaints = null);

/// <summary>
/// Every error the Core API answers, in one place. Clients tell success from failure by both the HTTP status and the
/// body's code, each by rules of its own, so which status a code travels with is part of the protocol (1.49 to 1.61).
/// </summary>
internal static class Responses
{
    public static readonly Refusal UnknownKey = new(401, 401, "Unknown Merchant server_key/id");

    public static readonly Refusal ChannelNotActivated = new(402, 200, "Payment channel is not activated.");

    public static readonly Refusal TransactionNotFound = new(404, 200, "Transaction doesn't exist.");

    public static readonly Refusal UnknownPath = new(404, 404, "The requested resource is not found");

    public static readonly Refusal MethodNotAllowed =
        new(405, 405, "The requested method is not allowed on this resource");

    public static readonly Refusal MerchantClosed = new(410, 200, "Merchant account is deactivated.");

    public static readonly Refusal CannotBeUpdated = new(412, 200, "Transaction status cannot be updated.");

    public static readonly Refusal Malformed =
        new(413, 413, "The request cannot be processed due to malformed syntax in the request body");

    public static readonly Refusal Broken =
        new(500, 500, "Sorry. Our system is recovering from unexpected issues. Please retry.");

    // Documented is the HTTP status alone (protocol 1.39).
    public static readonly Refusal StillRunning =
        new(202, 202, "A request with this idempotency key is still being processed");

    private static readonly Refusal OrderIdInUse = new(
        406,
        200,
        "The request could not be completed due to a conflict with the current state of the target resource, "
            + "please try again");

    private static readonly Refusal NoPaymentCode = new(505, 505, "The requested payment reference is not available");

    public static Refusal Invalid(params IReadOnlyList<string> complaints) =>
        new(400, 400, "One or more parameters in the payload is invalid.", complaints);

    /// <summary>What a merchant hears; the rules of its store tell the limits.</summary>
    public static Refusal To(RejectionReason reason, StoreChainRules? rules) => reason switch
    {
        RejectionReason.StillRunning => StillRunning,
        RejectionReason.StoreNotActivated => ChannelNotActivated,
        RejectionReason.AmountTooSmall =>
            Invalid($"transaction_details.gross_amount must be greater than or equal to {Plain(rules!.AmountMin)}"),
        RejectionReason.AmountTooLarge =>
            Invalid($"transaction_details.gross_amount must be less than or equal to {Plain(rules!.AmountMax)}"),
        RejectionReason.ExpiryInThePast => Invalid("custom_expiry must end in the future"),
        RejectionReason.OrderIdInUse => OrderIdInUse,
        RejectionReason.NoPaymentCodeLeft => NoPaymentCode,
        RejectionReason.PaymentNotFound => TransactionNotFound,
        RejectionReason.MerchantClosed => MerchantClosed,
        RejectionReason.AlreadyReversed => CannotBeUpdated,
        RejectionReason.AlreadyCancelled => CannotBeUpdated,
        RejectionReason.CodeExpired => CannotBeUpdated,
        RejectionReason.AlreadyPaid => CannotBeUpdated,
        RejectionReason.WrongChain
            or RejectionReason.ReferenceVoided
            or RejectionReason.AmountDiffers
            or RejectionReason.NotPaid
            or RejectionReason.ReversalNotOffered
            or RejectionReason.TooManyReversals =>
            throw new UnreachableException($"Only a store network can hear {reason}."),
    };

    /// <summary>The body of an error (protocol 4.1), with the number to quote to support.</summary>
    public static byte[] Body(Refusal refusal, Guid requestId)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer, WireJson.WriterOptions))
        {
            json.WriteStartObject();
            json.WriteString("status_code", Plain(refusal.Code));
            json.WriteString("status_message", refusal.Text);
            if (refusal.Complaints is { } complaints)
            {
                json.WriteStartArray("validation_messages");
                foreach (var complaint in complaints)
                {
                    json.WriteStringValue(complaint);
                }

                json.WriteEndArray();
            }

            json.WriteString("id", requestId.ToString("D"));
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static string Plain(long number) => number.ToString(CultureInfo.InvariantCulture);
}
