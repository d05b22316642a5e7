using System.Text.Json.Serialization;

namespace Gerai.Client.Wire;

/// <summary>Every field this version knows of an answer, an error or a notification; others are left alone.</summary>
/// <remarks>Set and not only made with: the reader of JSON would otherwise collect all of them first.</remarks>
internal sealed class MessageBody
{
    [JsonPropertyName("status_code"), JsonConverter(typeof(LooseText))]
    public string? StatusCode { get; set; }

    [JsonPropertyName("status_message"), JsonConverter(typeof(LooseText))]
    public string? StatusMessage { get; set; }

    /// <summary>Only in the answer 429 (protocol 1.58).</summary>
    [JsonPropertyName("message"), JsonConverter(typeof(LooseText))]
    public string? Message { get; set; }

    [JsonPropertyName("validation_messages"), JsonConverter(typeof(LooseTexts))]
    public string[]? ValidationMessages { get; set; }

    [JsonPropertyName("id"), JsonConverter(typeof(LooseText))]
    public string? RequestId { get; set; }

    [JsonPropertyName("transaction_id"), JsonConverter(typeof(LooseText))]
    public string? TransactionId { get; set; }

    [JsonPropertyName("order_id"), JsonConverter(typeof(LooseText))]
    public string? OrderId { get; set; }

    [JsonPropertyName("merchant_id"), JsonConverter(typeof(LooseText))]
    public string? MerchantId { get; set; }

    [JsonPropertyName("gross_amount"), JsonConverter(typeof(LooseAmount))]
    public long? GrossAmount { get; set; }

    [JsonPropertyName("currency"), JsonConverter(typeof(LooseText))]
    public string? Currency { get; set; }

    [JsonPropertyName("transaction_time"), JsonConverter(typeof(LooseTime))]
    public DateTimeOffset? TransactionTime { get; set; }

    [JsonPropertyName("transaction_status"), JsonConverter(typeof(LooseText))]
    public string? TransactionStatus { get; set; }

    [JsonPropertyName("fraud_status"), JsonConverter(typeof(LooseText))]
    public string? FraudStatus { get; set; }

    [JsonPropertyName("payment_code"), JsonConverter(typeof(LooseText))]
    public string? PaymentCode { get; set; }

    [JsonPropertyName("store"), JsonConverter(typeof(LooseText))]
    public string? Store { get; set; }

    [JsonPropertyName("expiry_time"), JsonConverter(typeof(LooseTime))]
    public DateTimeOffset? ExpiryTime { get; set; }

    [JsonPropertyName("settlement_time"), JsonConverter(typeof(LooseTime))]
    public DateTimeOffset? SettlementTime { get; set; }

    [JsonPropertyName("approval_code"), JsonConverter(typeof(LooseText))]
    public string? ApprovalCode { get; set; }

    [JsonPropertyName("custom_field1"), JsonConverter(typeof(LooseText))]
    public string? CustomField1 { get; set; }

    [JsonPropertyName("custom_field2"), JsonConverter(typeof(LooseText))]
    public string? CustomField2 { get; set; }

    [JsonPropertyName("custom_field3"), JsonConverter(typeof(LooseText))]
    public string? CustomField3 { get; set; }

    [JsonPropertyName("signature_key"), JsonConverter(typeof(LooseText))]
    public string? SignatureKey { get; set; }

    /// <summary>Null when the message does not tell of a payment, as errors do not (protocol 4.2).</summary>
    public Transaction? ToTransaction(ReadOnlyMemory<byte> json, Uri? voucherUrl = null)
    {
        if (TransactionId is not { } id || OrderId is not { } order || GrossAmount is not { } amount)
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
            VoucherUrl = voucherUrl,
            ChargedAt = TransactionTime,
            ExpiresAt = ExpiryTime,
            SettledAt = SettlementTime,
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
