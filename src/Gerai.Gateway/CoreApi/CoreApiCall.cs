using Gerai.Merchants;
using Gerai.Payments;
using Gerai.Stores;
using Gerai.Values;
using Gerai.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Gerai.CoreApi;

/// <summary>One request of a known merchant to a known endpoint, with what answering it takes.</summary>
internal sealed record CoreApiCall
{
    private const string VoucherHeader = "X-Gerai-Voucher-Url";

    public required HttpRequest Request { get; init; }

    /// <summary>The order id or transaction id of the path; empty where the path has none.</summary>
    public required string Id { get; init; }

    public required Merchant Merchant { get; init; }

    /// <summary>The key that was asked with, and that answers are signed with: the caller has no other.</summary>
    public required ServerKey Key { get; init; }

    public required PaymentProcessor Processor { get; init; }

    public required Idempotency Idempotency { get; init; }

    public required IVoucherAddresses Vouchers { get; init; }

    public required CoreApiOptions Options { get; init; }

    public required StoreOptions Stores { get; init; }

    public required RandomSource Random { get; init; }

    public required ILogger Log { get; init; }

    public CancellationToken Cancel => Request.HttpContext.RequestAborted;

    public Task<Payment?> FindPaymentAsync() => Processor.FindAsync(Merchant.Id, Id, Cancel);

    /// <summary>
    /// A payment that this call opened, or an equal one before it. Where its customer finds it stands in a header: the
    /// documented body stays as it is.
    /// </summary>
    public Reply Opened(Payment payment)
    {
        Request.HttpContext.Response.Headers[VoucherHeader] =
            Vouchers.Of(payment.Id, $"{Request.Scheme}://{Request.Host.ToUriComponent()}");
        return Reply.Success(TransactionBody.Charge(payment));
    }

    public Reply No(Refusal refusal) => Reply.No(refusal, Random);

    public Reply No(Outcome outcome, StoreChainRules? rules = null) =>
        No(Responses.To(((Outcome.Rejected)outcome).Reason, rules));
}
