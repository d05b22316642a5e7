using System.Collections.Concurrent;
using Gerai.Values;

namespace Gerai.Notifications;

/// <summary>What may happen to a notification on its way.</summary>
internal enum NotificationFault
{
    /// <summary>It arrives nowhere, and yet it was answered: nobody will send it again.</summary>
    Lost,

    /// <summary>It arrives twice.</summary>
    Doubled,

    /// <summary>It arrives after the next one of the same payment.</summary>
    Reordered,
}

/// <summary>
/// Sandbox only, and put in the sender's place by who hosts one: what a network may do to notifications, so that a
/// shop proves itself before it meets it.
/// </summary>
/// <param name="choose">Which fault this attempt meets, if any; asked once for each.</param>
internal sealed class FaultInjection(
    INotificationSender sender, Func<string, NotificationHeaders, byte[], NotificationFault?> choose)
    : INotificationSender
{
    private const int Ok = 200;

    // One at most for each payment and address: the next one takes it along.
    private readonly ConcurrentDictionary<(string Transaction, string Address), HeldBack> heldBack = new();

    public async Task<Delivery> SendAsync(
        MerchantId merchant, string address, NotificationHeaders headers, byte[] body, CancellationToken cancel)
    {
        var key = (headers.EventId.Split('.')[0], address);
        if (heldBack.TryRemove(key, out var older))
        {
            var delivery = await sender.SendAsync(merchant, address, headers, body, cancel);
            await sender.SendAsync(merchant, address, older.Headers, older.Body, cancel);
            return delivery;
        }

        switch (choose(address, headers, body))
        {
            case NotificationFault.Lost:
                return new Delivery(DeliveryResult.Delivered, Ok);
            case NotificationFault.Reordered:
                heldBack[key] = new HeldBack(headers, body);
                return new Delivery(DeliveryResult.Delivered, Ok);
            case NotificationFault.Doubled:
                await sender.SendAsync(merchant, address, headers, body, cancel);
                break;
            case null:
                break;
        }

        return await sender.SendAsync(merchant, address, headers, body, cancel);
    }

    private sealed record HeldBack(NotificationHeaders Headers, byte[] Body);
}
