using Gerai.Values;

namespace Gerai.Notifications;

/// <summary>Takes one notification to one address. A sandbox may put faults on the way.</summary>
internal interface INotificationSender
{
    /// <summary>Posts the body and says how it ended. Only the caller's own cancellation is an exception.</summary>
    Task<Delivery> SendAsync(
        MerchantId merchant, string address, NotificationHeaders headers, byte[] body, CancellationToken cancel);
}
