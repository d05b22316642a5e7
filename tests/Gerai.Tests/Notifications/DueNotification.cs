using Gerai.Notifications;
using Gerai.Payments;
using Gerai.Tests.Support;
using Gerai.Values;

namespace Gerai.Tests.Notifications;

/// <summary>Plain examples of what a dispatcher takes: each time another pending payment, due at once.</summary>
internal static class DueNotification
{
    private static readonly TransactionIdGenerator Ids = new(RandomSource.Secure);

    public static LeasedNotification At(string address, int attempts = 0, DateTimeOffset? dueAt = null)
    {
        var example = Some.Payment();
        var payment = example with { Id = Ids.Next(WatchedTime.FirstMoment, example.Slot) };
        var notification = new Notification
        {
            Id = payment.Id,
            Version = payment.Version,
            Address = address,
            Endpoint = Endpoint.Of(payment.Merchant, address),
            Attempts = attempts,
            DueAt = dueAt ?? WatchedTime.FirstMoment,
        };
        return new LeasedNotification(notification, payment, payment.OpenedAt, Some.Merchant())
        {
            DueSince = notification.DueAt,
        };
    }

    public static LeasedNotification NextVersionOf(LeasedNotification older) => older with
    {
        Notification = older.Notification with { Version = 2 },
        Payment = Some.Payment(status: PaymentStatus.Settled) with { Id = older.Payment.Id },
    };
}
