using System.Buffers;
using System.Text.Json;
using Gerai.Payments;
using Gerai.Stores;

namespace Gerai.Wire;

/// <summary>
/// A payment as answers and notifications tell it. Each message is a list of keys in the documented order; what has no
/// value is left out, never null (protocol 1.64).
/// </summary>
internal static class TransactionBody
{
    // Protocol 3.15: the two stores differ in where merchant_id stands.
    private static readonly string[] AlfamartCharge =
    [
        "status_code", "status_message", "transaction_id", "order_id", "merchant_id", "gross_amount", "currency",
        "payment_type", "transaction_time", "transaction_status", "fraud_status", "payment_code", "store",
        "expiry_time",
    ];

    private static readonly string[] IndomaretCharge =
    [
        "status_code", "status_message", "transaction_id", "order_id", "gross_amount", "currency", "payment_type",
        "transaction_time", "transaction_status", "merchant_id", "payment_code", "store", "expiry_time",
    ];

    // Protocol 3.27.
    private static readonly string[] Ended =
    [
        "status_code", "status_message", "transaction_id", "order_id", "merchant_id", "gross_amount", "currency",
        "payment_type", "transaction_time", "transaction_status", "fraud_status",
    ];

    // Protocol 3.19, with the merchant's own fields of 3.22 at the end, where nothing that is fixed moves.
    private static readonly string[] StatusKeys =
    [
        "payment_code", "store", "transaction_time", "gross_amount", "currency", "order_id", "payment_type",
        "signature_key", "status_code", "transaction_id", "transaction_status", "fraud_status", "settlement_time",
        "approval_code", "expiry_time", "status_message", "merchant_id", "custom_field1", "custom_field2",
        "custom_field3", "metadata",
    ];

    // Protocol 6.5: reverse alphabetical.
    private static readonly string[] NotificationKeys =
    [
        "transaction_time", "transaction_status", "transaction_id", "store", "status_message", "status_code",
        "signature_key", "settlement_time", "payment_type", "payment_code", "order_id", "metadata", "merchant_id",
        "gross_amount", "fraud_status", "expiry_time", "custom_field3", "custom_field2", "custom_field1", "currency",
        "approval_code",
    ];

    public static byte[] Charge(Payment payment) => Write(
        payment.Chain is StoreChain.Alfamart ? AlfamartCharge : IndomaretCharge,
        new Message(payment, "201", "Success, cstore transaction is successful"));

    public static byte[] Cancel(Payment payment) =>
        Write(Ended, new Message(payment, "200", "Success, transaction is canceled"));

    // Code 407 is a success (protocol 3.26).
    public static byte[] Expire(Payment payment) =>
        Write(Ended, new Message(payment, "407", "Success, transaction has expired"));

    public static byte[] Status(Payment payment, string serverKey) =>
        Write(StatusKeys, new Message(payment, StatusCode(payment.Status), "Success, transaction is found", serverKey));

    public static byte[] Notification(Payment payment, string serverKey) => Write(
        NotificationKeys,
        new Message(payment, NotificationCode(payment.Status), "midtrans payment notification", serverKey));

    /// <summary>The code of a status answer (protocol 3.23).</summary>
    public static string StatusCode(PaymentStatus status) => status switch
    {
        PaymentStatus.Pending => "201",
        PaymentStatus.Settled => "200",
        PaymentStatus.Cancelled => "200",
        PaymentStatus.Expired => "407",
        PaymentStatus.Reversed => "202",
    };

    // Protocol 6.7 to 6.13: not the code of the status answer.
    private static string NotificationCode(PaymentStatus status) => status switch
    {
        PaymentStatus.Pending => "201",
        PaymentStatus.Settled => "200",
        PaymentStatus.Cancelled => "202",
        PaymentStatus.Expired => "202",
        PaymentStatus.Reversed => "202",
    };

    private static byte[] Write(string[] keys, Message message)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer, WireJson.WriterOptions))
        {
            json.WriteStartObject();
            foreach (var key in keys)
            {
                if (key == "metadata" && message.Payment.Details.Metadata is { } metadata)
                {
                    json.WritePropertyName(key);
                    json.WriteRawValue(metadata);
                }
                else if (Value(key, message) is { } value)
                {
                    json.WriteString(key, value);
                }
            }

            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static string? Value(string key, Message message)
    {
        var payment = message.Payment;
        var isSettled = payment.Status is PaymentStatus.Settled;
        return key switch
        {
            "status_code" => message.Code,
            "status_message" => message.Text,
            "transaction_id" => payment.Id.ToString(),
            "order_id" => payment.Order.Text,
            "merchant_id" => payment.Merchant.Number,
            "gross_amount" => WireFormat.Amount(payment.Amount),
            "currency" => WireFormat.Currency,
            "payment_type" => WireFormat.PaymentType,
            "transaction_time" => WireFormat.Time(payment.OpenedAt),
            "transaction_status" => WireFormat.Status(payment.Status),
            "payment_code" => payment.Code.Digits,
            "store" => WireFormat.Store(payment.Chain),
            "expiry_time" => WireFormat.Time(payment.ExpiresAt),

            // Always for Alfamart, never for Indomaret (protocol 3.11, 11.11).
            "fraud_status" => payment.Chain is StoreChain.Alfamart ? "accept" : null,

            // A reversed payment has neither (protocol 6.11).
            "settlement_time" => isSettled && payment.SettledAt is { } settled ? WireFormat.Time(settled) : null,
            "approval_code" => isSettled && payment.Chain is StoreChain.Indomaret ? payment.Reference?.Number : null,

            "custom_field1" => payment.Details.CustomField1,
            "custom_field2" => payment.Details.CustomField2,
            "custom_field3" => payment.Details.CustomField3,
            "signature_key" => Signature.Of(
                payment.Order.Text, message.Code, WireFormat.Amount(payment.Amount), message.ServerKey!),
            _ => null,
        };
    }

    private sealed record Message(Payment Payment, string Code, string Text, string? ServerKey = null)
    {
        // Records print their members; a key must not be among them.
        public override string ToString() => $"{Code} {Text}";
    }
}
