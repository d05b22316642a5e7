using Gerai.Merchants;
using Gerai.Values;
using Gerai.Wire;

namespace Gerai.Notifications;

/// <summary>
/// Finds out what notifications to an address would meet, by sending it the documented test (protocol 6.40) under the
/// rules that hold for all of them. Nothing of it is written down, and no merchant's trouble comes of it.
/// </summary>
internal sealed class AddressProbe(NotificationSender sender, RandomSource random, TimeProvider time)
{
    /// <summary>Tells how it went, whatever it met; only the caller's own cancellation is an exception.</summary>
    public async Task<ProbeResult> ProbeAsync(Merchant merchant, string address, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var payment = TestNotification.Payment(merchant.Id, now, random);
        var body = TransactionBody.Notification(payment, merchant.ServerKey.Text);
        var id = new EventId(payment.Id, payment.Version);
        var headers = NotificationHeaders.For(id, now, attempt: 1, merchant, body, now);
        var met = await sender.ExchangeAsync(merchant.Id, address, headers, body, cancel);
        return new ProbeResult(
            address,
            met.Delivery.Result,
            met.Delivery.HttpStatus,
            ProbeWords.Of(address, met),
            met.Delivery.Answer?.Body);
    }

    /// <summary>All at once, so that together they take no longer than the slowest.</summary>
    public Task<IReadOnlyList<ProbeResult>> ProbeAllAsync(Merchant merchant, CancellationToken cancel) =>
        ProbeAllAsync(merchant, merchant.NotificationUrls, cancel);

    /// <summary>The same for addresses that are not saved yet.</summary>
    public async Task<IReadOnlyList<ProbeResult>> ProbeAllAsync(
        Merchant merchant, IReadOnlyList<string> addresses, CancellationToken cancel) =>
        await Task.WhenAll(addresses.Select(address => ProbeAsync(merchant, address, cancel)));
}

/// <summary>What a test notification met at one address, and how a person is told.</summary>
/// <param name="Answer">The beginning of the answer's body, if there was one.</param>
internal sealed record ProbeResult(
    string Address, DeliveryResult Result, int? HttpStatus, string Words, string? Answer = null)
{
    public bool IsDelivered => Result is DeliveryResult.Delivered;
}
