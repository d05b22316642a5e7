using System.Globalization;
using System.Text.Json.Serialization;

namespace Gerai.Client.Wire;

/// <summary>Every field this version knows of an answer, an error or a notification; others are left alone.</summary>
internal sealed class MessageBody
{
    [JsonPropertyName("status_code"), JsonConverter(typeof(LooseText))]
    public string? StatusCode { get; init; }

    [JsonPropertyName("status_message"), JsonConverter(typeof(LooseText))]
    public string? StatusMessage { get; init; }

    /// <summary>Only in the answer 429 (protocol 1.58).</summary>
    [JsonPropertyName("message"), JsonConverter(typeof(LooseText))]
    public string? Message { get; init; }

    [JsonPropertyName("validation_messages"), JsonConverter(typeof(LooseTexts))]
    public string[]? ValidationMessages { get; init; }

    [JsonPropertyName("id"), JsonConverter(typeof(LooseText))]
    public string? RequestId { get; init; }

    [JsonPropertyName("transaction_id"), JsonConverter(typeof(LooseText))]
    public string? TransactionId { get; init; }

    [JsonPropertyName("order_id"), JsonConverter(typeof(LooseText))]
    public string? OrderId { get; init; }

    [JsonPropertyName("merchant_id"), JsonConverter(typeof(LooseText))]
    public string? MerchantId { get; init; }

    [JsonPropertyName("gross_amount"), JsonConverter(typeof(LooseText))]
    public string? GrossAmount { get; init; }

    [JsonPropertyName("currency"), JsonConverter(typeof(LooseText))]
    public string? Currency { get; init; }

    [JsonPropertyName("transaction_time"), JsonConverter(typeof(LooseText))]
    public string? TransactionTime { get; init; }

    [JsonPropertyName("transaction_status"), JsonConverter(typeof(LooseText))]
    public string? TransactionStatus { get; init; }

    [JsonPropertyName("fraud_status"), JsonConverter(typeof(LooseText))]
    public string? FraudStatus { get; init; }

    [JsonPropertyName("payment_code"), JsonConverter(typeof(LooseText))]
    public string? PaymentCode { get; init; }

    [JsonPropertyName("store"), JsonConverter(typeof(LooseText))]
    public string? Store { get; init; }

    [JsonPropertyName("expiry_time"), JsonConverter(typeof(LooseText))]
    public string? ExpiryTime { get; init; }

    [JsonPropertyName("settlement_time"), JsonConverter(typeof(LooseText))]
    public string? SettlementTime { get; init; }

    [JsonPropertyName("approval_code"), JsonConverter(typeof(LooseText))]
    public string? ApprovalCode { get; init; }

    [JsonPropertyName("custom_field1"), JsonConverter(typeof(LooseText))]
    public string? CustomField1 { get; init; }

    [JsonPropertyName("custom_field2"), JsonConverter(typeof(LooseText))]
    public string? CustomField2 { get; init; }

    [JsonPropertyName("custom_field3"), JsonConverter(typeof(LooseText))]
    public string? CustomField3 { get; init; }

    [JsonPropertyName("signature_key"), JsonConverter(typeof(LooseText))]
    public string? SignatureKey { get; init; }

    /// <summary>Null when the message does not tell of a payment, as errors do not (protocol 4.2).</summary>
    public Transaction? ToTransaction(ReadOnlyMemory<byte> json)
    {
        if (TransactionId is not { } id || OrderId is not { } order || Amount() is not { } amount)
        {
            return null;
        }

        return new Transaction
        {
            TransactionId = id,
            OrderId = order,
            Amount = amount,
            Status = StatusOf(TransactionStatus),
            StatusText = TransactionStatus ?? "",
            Store = Store is null ? null : StoreOf(Store),
            StoreText = Store,
            PaymentCode = PaymentCode,
            ChargedAt = WireTime.Read(TransactionTime),
            ExpiresAt = WireTime.Read(ExpiryTime),
            SettledAt = WireTime.Read(SettlementTime),
            ApprovalCode = ApprovalCode,
            FraudStatus = FraudStatus,
            MerchantId = MerchantId,
            Currency = Currency,
            CustomField1 = CustomField1,
            CustomField2 = CustomField2,
            CustomField3 = CustomField3,
            StatusCode = StatusCode ?? "",
            StatusMessage = StatusMessage,
            Json = json,
        };
    }

    // Text with two decimals (protocol 3.6). Counters take no sen, so a fraction is no amount of ours.
    private long? Amount() =>
        decimal.TryParse(GrossAmount, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount)
        && amount <= long.MaxValue
        && decimal.Truncate(amount) == amount
            ? (long)amount
            : null;

    private static TransactionStatus StatusOf(string? text) => text switch
    {
        "pending" => Client.TransactionStatus.Pending,
        "settlement" => Client.TransactionStatus.Settled,
        "expire" => Client.TransactionStatus.Expired,
        "cancel" => Client.TransactionStatus.Cancelled,
        "deny" => Client.TransactionStatus.Denied,
        "failure" => Client.TransactionStatus.Failed,
        _ => Client.TransactionStatus.Other,
    };

    private static Store StoreOf(string text) => text.ToLowerInvariant() switch
    {
        "alfamart" => Client.Store.Alfamart,
        "indomaret" => Client.Store.Indomaret,
        _ => Client.Store.Other,
    };
}
