using Gerai.Merchants;
using Gerai.Notifications;
using Gerai.Payments;
using Gerai.Stores;
using Gerai.Tests.Support;
using Gerai.Values;

namespace Gerai.Tests.Notifications;

/// <summary>Plain examples of what a dispatcher takes: a payment of a sandbox merchant, each time another one.</summary>
internal static class DueNotification
{
    public const string Key = "SB-Mid-server-abcdefghijklmnop";

    public static LeasedNotification At(string address, int attempts = 0, DateTimeOffset? dueAt = null)
    {
        var merchant = new Merchant
        {
            Id = MerchantId.Parse("sandbox/G812785002"),
            Name = "Toko Kopi",
            ServerKey = new ServerKey(Key),
            ClientKey = "SB-Mid-client-abcdefgh",
            NotificationUrls = [],
            Stores = Enum.GetValues<StoreChain>(),
        };
        var order = OrderId.Of("kopi-1");
        var slot = Slot.Of(merchant.Id, order);
        var payment = new Payment
        {
            Id = new TransactionIdGenerator(RandomSource.Secure).Next(WatchedTime.FirstMoment, slot),
            Merchant = merchant.Id,
            Order = order,
            Chain = StoreChain.Alfamart,
            Code = PaymentCode.Of("8127850020000001"),
            CodeNumber = CodeNumber.Of(1, 1, slot),
            Amount = Rupiah.Of(44_000),
            Status = PaymentStatus.Pending,
            Version = 1,
            OpenedAt = WatchedTime.FirstMoment,
            ExpiresAt = WatchedTime.FirstMoment.AddDays(1),
            PayableUntil = WatchedTime.FirstMoment.AddDays(1),
            Details = new PaymentDetails(),
        };
        var notification = new Notification
        {
            Id = payment.Id,
            Version = payment.Version,
            Address = address,
            Attempts = attempts,
            DueAt = dueAt ?? WatchedTime.FirstMoment,
        };
        return new LeasedNotification(notification, payment, merchant);
    }

    public static LeasedNotification NextVersionOf(LeasedNotification older) => older with
    {
        Notification = older.Notification with { Version = 2 },
        Payment = older.Payment with
        {
            Version = 2,
            Status = PaymentStatus.Settled,
            SettledAt = WatchedTime.FirstMoment,
        },
    };
}
