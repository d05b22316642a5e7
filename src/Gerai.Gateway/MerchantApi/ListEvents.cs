using Gerai.Notifications;

namespace Gerai.MerchantApi;

/// <summary>GET /gerai/v1/events: a page of a merchant's events, the newest last.</summary>
internal static class ListEvents
{
    public static async Task<MerchantReply> HandleAsync(MerchantCall call)
    {
        if (EventQuery.Read(call.Http.Request.Query, out var complaint) is not { } filter)
        {
            return MerchantReply.Malformed(complaint);
        }

        // One more than asked for, to see that there is more. The newest have nothing behind them.
        var isNewest = filter is { After: null, Order: null };
        var most = isNewest ? filter.CountMax : filter.CountMax + 1;
        var found = await call.Get<IEventLog>()
            .ListAsync(call.Merchant.Id, filter with { CountMax = most }, call.Cancel);
        var shown = found.Take(filter.CountMax).ToList();
        return MerchantReply.Ok(json =>
        {
            json.WriteStartArray("events");
            foreach (var told in shown)
            {
                json.WriteStartObject();
                EventJson.Event(json, told);
                EventJson.Deliveries(json, told, (writer, delivery) =>
                {
                    if (delivery.Attempts is [.., var latest])
                    {
                        writer.WriteStartObject("latest_attempt");
                        EventJson.Outcome(writer, latest);
                        writer.WriteEndObject();
                    }
                });
                json.WriteEndObject();
            }

            json.WriteEndArray();
            EventJson.Optional(json, "cursor", (shown is [.., var last] ? last.Cursor : filter.After)?.ToString());
            json.WriteBoolean("has_more", found.Count > shown.Count);
        });
    }
}
