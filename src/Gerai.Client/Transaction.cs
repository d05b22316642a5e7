using System.Diagnostics;

namespace Gerai.Client;

/// <summary>
/// A payment as an answer or a notification told it. What the message did not name is null; what this version does not
/// know is in <see cref="Json"/>.
/// </summary>
/// <remarks>All times are at +07:00 (Western Indonesian Time), to the second; all amounts are whole rupiah.</remarks>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class Transaction
{
    /// <summary>The gateway's id of the payment, a UUID (<c>transaction_id</c>).</summary>
    public required string TransactionId { get; init; }

    /// <summary>Your own number of the order, as you charged it (<c>order_id</c>).</summary>
    public required string OrderId { get; init; }

    /// <summary>What the customer pays, in whole rupiah (<c>gross_amount</c>).</summary>
    public required long Amount { get; init; }

    /// <summary>Where the payment stands (<c>transaction_status</c>). This decides, and not
    /// <see cref="StatusCode"/>.</summary>
    public required TransactionStatus Status { get; init; }

    /// <summary>The status in the word of the wire, such as <c>settlement</c>.</summary>
    public string StatusText { get; init; } = "";

    /// <summary>The chain of stores; null when the message does not name it, as after a cancel or an expire.</summary>
    public Store? Store { get; init; }

    /// <summary>The chain in the word of the wire, such as <c>alfamart</c>.</summary>
    public string? StoreText { get; init; }

    /// <summary>
    /// What the customer shows at the counter (<c>payment_code</c>). Always a text: leading zeros count. Null when the
    /// message does not name it, as after a cancel or an expire.
    /// </summary>
    public string? PaymentCode { get; init; }

    /// <summary>
    /// A page to send your customer to: what to pay, where, how and until when. It turns when the payment does, and
    /// whoever has the address sees it. Only in the answer to a charge, and only from a Gerai gateway; so keep it with
    /// the order, and be ready for null.
    /// </summary>
    public Uri? VoucherUrl { get; init; }

    /// <summary>When the payment was charged (<c>transaction_time</c>), at +07:00.</summary>
    public DateTimeOffset? ChargedAt { get; init; }

    /// <summary>Until when the customer can pay (<c>expiry_time</c>), at +07:00.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>When the store took the money (<c>settlement_time</c>), at +07:00; null while it has not.</summary>
    public DateTimeOffset? SettledAt { get; init; }

    /// <summary>The store's own number of the payment; Indomaret only, once settled (<c>approval_code</c>).</summary>
    public string? ApprovalCode { get; init; }

    /// <summary><c>accept</c> for Alfamart; not sent for Indomaret (<c>fraud_status</c>).</summary>
    public string? FraudStatus { get; init; }

    /// <summary>Your account at the gateway (<c>merchant_id</c>).</summary>
    public string? MerchantId { get; init; }

    /// <summary><c>IDR</c>.</summary>
    public string? Currency { get; init; }

    /// <summary>What you gave with the charge (<c>custom_field1</c>); not in the answer to the charge itself.</summary>
    public string? CustomField1 { get; init; }

    /// <summary>As <see cref="CustomField1"/>.</summary>
    public string? CustomField2 { get; init; }

    /// <summary>As <see cref="CustomField1"/>.</summary>
    public string? CustomField3 { get; init; }

    /// <summary>How the call went (<c>status_code</c>), such as <c>201</c>; <c>407</c> is an expired payment, not an
    /// error.</summary>
    public string StatusCode { get; init; } = "";

    /// <summary>The gateway's sentence to it (<c>status_message</c>).</summary>
    public string? StatusMessage { get; init; }

    /// <summary>
    /// The message as it came, UTF-8: for fields this version does not know, and for <c>metadata</c>. Read it with
    /// <c>JsonDocument.Parse(transaction.Json)</c>.
    /// </summary>
    public ReadOnlyMemory<byte> Json { get; init; }

    /// <summary>
    /// The store has taken the money, and nobody doubts it: settled, and <see cref="FraudStatus"/> is <c>accept</c> or
    /// was not sent.
    /// </summary>
    public bool IsPaid => Status is TransactionStatus.Settled && (FraudStatus is null or "accept");

    /// <summary>Order, status and amount, for a log.</summary>
    /// <returns>Such as <c>order-101 settlement Rp44000</c>.</returns>
    public override string ToString() =>
        $"{OrderId} {(StatusText.Length > 0 ? StatusText : Status.ToString())} Rp{Amount}";
}
