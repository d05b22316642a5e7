using Gerai.Payments;
using Gerai.Stores;
using Gerai.Values;

namespace Gerai.Wire;

/// <summary>
/// The made-up payment that a test of an address tells of (protocol 6.40). It stands in no books: who asks for its
/// status hears that there is none.
/// </summary>
internal static class TestNotification
{
    /// <summary>By this a shop knows a test; behind it stand the merchant's number and something random.</summary>
    public const string OrderPrefix = "payment_notif_test_";

    // The sample ends in a UUID, which makes its order id longer than order ids are (protocol 2.9).
    private const int ChanceLength = 16;

    private static readonly TimeSpan CustomerTook = TimeSpan.FromMinutes(5);

    public static Payment Payment(MerchantId merchant, DateTimeOffset now, RandomSource random)
    {
        var order = OrderId.Of($"{OrderPrefix}{merchant.Number}_{random.NextText(ChanceLength)}");
        var slot = Slot.Of(merchant, order);
        return new Payment
        {
            Id = TransactionId.Of((now - DateTimeOffset.UnixEpoch).Ticks, slot, random),
            Merchant = merchant,
            Order = order,
            Chain = StoreChain.Indomaret,

            // Not one that anybody could be given.
            Code = PaymentCode.Of("000000000000"),
            CodeNumber = CodeNumber.Of(0, 0, slot),
            Amount = Rupiah.Of(105_000),
            Status = PaymentStatus.Settled,
            Version = 1,
            OpenedAt = now - CustomerTook,
            ExpiresAt = now + TimeSpan.FromDays(1) - CustomerTook,
            PayableUntil = now + TimeSpan.FromDays(1) - CustomerTook,
            SettledAt = now,
            Details = new PaymentDetails(),
        };
    }
}
