using Gerai.Payments;
using Gerai.Values;

namespace Gerai.Voucher;

/// <summary>Where a customer finds the page of a payment.</summary>
internal sealed class VoucherAddresses(VoucherTokens tokens, VoucherOptions options) : IVoucherAddresses
{
    public string Of(TransactionId payment, string askedAt) =>
        $"{(options.PublicUrl ?? askedAt).TrimEnd('/')}/voucher/{tokens.Of(payment)}";
}
