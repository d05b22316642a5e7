using Gerai.Payments;
using Gerai.Stores;
using Gerai.Values;

namespace Gerai.Storage;

/// <summary>A row of <c>payments</c>, or of the history laid over it, as the database returns it.</summary>
internal sealed class PaymentRow
{
    /// <summary>What a payment is read from.</summary>
    public const string Columns =
        """
        p.transaction_id, p.merchant_id, p.order_id, p.store, p.payment_code, p.code_key, p.code_number,
        p.amount_rupiah,
        p.status, p.version, p.opened_at_ms, p.expires_at_ms, p.payable_until_ms, p.settled_at_ms, p.network,
        p.reference,
        p.voided_references, p.details
        """;

    /// <summary>The same, with what a line of history <c>h</c> says of it in place of how it stands now.</summary>
    public const string ColumnsAtVersion =
        """
        p.transaction_id, p.merchant_id, p.order_id, p.store, p.payment_code, p.code_key, p.code_number,
        p.amount_rupiah,
        h.status, h.version, p.opened_at_ms, p.expires_at_ms, h.payable_until_ms, h.settled_at_ms, h.network,
        h.reference,
        h.voided_references, h.at_ms, p.details
        """;

    public required string TransactionId { get; init; }

    public required string MerchantId { get; init; }

    public required string OrderId { get; init; }

    public required string Store { get; init; }

    public required string PaymentCode { get; init; }

    public required long CodeKey { get; init; }

    public required long CodeNumber { get; init; }

    public required long AmountRupiah { get; init; }

    public required string Status { get; init; }

    public required long Version { get; init; }

    public required long OpenedAtMs { get; init; }

    public required long ExpiresAtMs { get; init; }

    public required long PayableUntilMs { get; init; }

    public long? SettledAtMs { get; init; }

    public string? Network { get; init; }

    public string? Reference { get; init; }

    public required string VoidedReferences { get; init; }

    /// <summary>When this version came to be; only read from the history.</summary>
    public long? AtMs { get; init; }

    public required string Details { get; init; }

    public PaymentVersion ToVersion() => new(ToPayment(), Moment(AtMs!.Value));

    public Payment ToPayment() => new()
    {
        Id = Values.TransactionId.Parse(TransactionId),
        Merchant = Values.MerchantId.Parse(MerchantId),
        Order = Values.OrderId.Of(OrderId),
        Chain = Enum.Parse<StoreChain>(Store),
        Code = Stores.PaymentCode.Of(PaymentCode),
        CodeNumber = new CodeNumber((int)CodeKey, CodeNumber),
        Amount = Rupiah.Of(AmountRupiah),
        Status = Enum.Parse<PaymentStatus>(Status),
        Version = (int)Version,
        OpenedAt = Moment(OpenedAtMs),
        ExpiresAt = Moment(ExpiresAtMs),
        PayableUntil = Moment(PayableUntilMs),
        SettledAt = SettledAtMs is { } settled ? Moment(settled) : null,
        Reference = Network is null ? null : StoreReference.Of(Network, Reference!),
        VoidedReferences = ReferenceSet.Of(VoidedReferences),
        Details = DetailsJson.Read(Details),
    };

    private static DateTimeOffset Moment(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
}
