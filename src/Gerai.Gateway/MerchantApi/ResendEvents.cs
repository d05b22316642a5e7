using Gerai.Notifications;
using Gerai.Payments;
using Gerai.Values;
using Microsoft.AspNetCore.Http;

namespace Gerai.MerchantApi;

/// <summary>
/// POST /gerai/v1/events/{id}/resend and POST /gerai/v1/events/resend: sends again what is over, and wakes the
/// dispatcher.
/// </summary>
internal static class ResendEvents
{
    /// <summary>How many notifications one call sends again at most.</summary>
    public const int CountMax = 1000;

    // Of the keyed hash of a server key, as much as tells a merchant's few keys apart.
    private const int FingerprintLength = 12;

    private static readonly MerchantReply NobodyToTell = MerchantReply.No(
        StatusCodes.Status409Conflict, "no_address", "This event was not for such an address.");

    public static async Task<MerchantReply> HandleOneAsync(MerchantCall call, string id)
    {
        if (!EventId.TryParse(id, out var name)
            || await call.Get<IEventLog>().FindAsync(call.Merchant.Id, name, call.Cancel) is not { } found)
        {
            return MerchantReply.NotFound;
        }

        var address = AddressIn(call.Http.Request.Query);
        var result = await call.Get<IResends>().ResendAsync(OrderOf(call), name, address, call.Cancel);
        return result.FoundAny ? Told(call, result)
            : found.DeliveriesKeptSince is { } since ? KeptNoLonger(since)
            : NobodyToTell;
    }

    public static async Task<MerchantReply> HandleFailedAsync(MerchantCall call)
    {
        var query = call.Http.Request.Query;
        var since = EventQuery.Moment(query, "failed_since", out var complaint);
        var until = EventQuery.Cursor(query, "until", out var untilComplaint);
        if (since is null || untilComplaint.Length > 0)
        {
            return MerchantReply.Malformed(
                since is not null ? untilComplaint : complaint is "" ? "failed_since must be given." : complaint);
        }

        // What is given up once more lies behind the moment of the first call, so to go on always comes to an end.
        var order = OrderOf(call);
        var end = until?.At ?? order.At;
        var result = await call.Get<IResends>()
            .ResendGivenUpAsync(order, since.Value, end, AddressIn(query), CountMax, call.Cancel);
        return Told(call, result, new EventCursor(end, null));
    }

    private static MerchantReply KeptNoLonger(DateTimeOffset since) => MerchantReply.No(
        StatusCodes.Status410Gone,
        "kept_no_longer",
        $"Deliveries that ended before {EventJson.Time(since)} are kept no longer and cannot be repeated. "
        + "Ask for the payment's status.");

    private static string? AddressIn(IQueryCollection query) =>
        query.ContainsKey("address") ? query["address"].ToString() : null;

    private static MerchantReply Told(MerchantCall call, ResendResult result, EventCursor? until = null)
    {
        if (result.Resent > 0)
        {
            call.Get<ChangeNews>().TellOfNotifications();
        }

        return MerchantReply.Ok(json =>
        {
            json.WriteNumber("resent", result.Resent);
            json.WriteNumber("already_waiting", result.AlreadyWaiting);
            if (until is { } end)
            {
                json.WriteString("until", end.ToString());
                json.WriteBoolean("has_more", result.Resent + result.AlreadyWaiting == CountMax);
            }
        });
    }

    private static ResendOrder OrderOf(MerchantCall call)
    {
        var fingerprint = call.Get<SecretSeal>().Hash(call.Key.Text)[..FingerprintLength];
        return new ResendOrder(call.Merchant.Id, $"key {fingerprint}", call.Get<TimeProvider>().GetUtcNow());
    }
}
