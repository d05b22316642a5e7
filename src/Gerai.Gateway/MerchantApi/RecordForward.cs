using Gerai.Notifications;

namespace Gerai.MerchantApi;

/// <summary>
/// POST /gerai/v1/events/{id}/forwards: a listener says what came of a notification it posted to a server of its own.
/// </summary>
internal static class RecordForward
{
    /// <summary>How many reports an event keeps.</summary>
    public const int KeptMax = 20;

    // The longest report there can be, should it write every letter of its address as an escape.
    private const int BodyBytesMax = 2_000;

    public static async Task<MerchantReply> HandleAsync(MerchantCall call, string id)
    {
        if (await call.ReadBodyAsync(BodyBytesMax) is not { } body)
        {
            return MerchantReply.TooLarge;
        }

        var now = call.Get<TimeProvider>().GetUtcNow();
        if (ForwardReport.Read(body.Span, now, out var complaint) is not { } forward)
        {
            return MerchantReply.Malformed(complaint);
        }

        // A repeat hears the same: whoever lost our answer only wants to know that the report is here.
        return EventId.TryParse(id, out var name)
            && await call.Get<IForwardLog>().RecordAsync(call.Merchant.Id, name, forward, KeptMax, call.Cancel)
                ? MerchantReply.Ok(json => json.WriteBoolean("recorded", true))
                : MerchantReply.NotFound;
    }
}
