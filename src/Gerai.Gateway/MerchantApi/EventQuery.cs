using System.Globalization;
using Gerai.Notifications;
using Gerai.Values;
using Microsoft.AspNetCore.Http;

namespace Gerai.MerchantApi;

/// <summary>What stands behind the question mark, read once; null with a complaint when it means nothing.</summary>
internal static class EventQuery
{
    public const int CountMax = 200;

    private const int CountUsual = 50;

    private static readonly string[] MomentShapes = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mm:ssK"];

    public static EventFilter? Read(IQueryCollection query, out string complaint)
    {
        var after = Cursor(query, "after", out complaint);
        var since = complaint.Length == 0 ? Moment(query, "since", out complaint) : null;
        OrderId order = default;
        NotificationState? state = null;
        var count = CountUsual;
        if (complaint.Length == 0 && query.ContainsKey("order_id") && !OrderId.TryOf(query["order_id"], out order))
        {
            complaint = "order_id is 1 to 50 printable ASCII characters.";
        }

        if (complaint.Length == 0 && query.ContainsKey("state") && (state = EventJson.State(query["state"])) is null)
        {
            complaint = "state is waiting, delivered or given_up.";
        }

        if (complaint.Length == 0 && query.ContainsKey("limit")
            && !(int.TryParse(query["limit"], NumberStyles.None, CultureInfo.InvariantCulture, out count)
                && count is >= 1 and <= CountMax))
        {
            complaint = $"limit is a number from 1 to {CountMax}.";
        }

        return complaint.Length > 0 ? null : new EventFilter
        {
            After = Later(after, since),
            Order = query.ContainsKey("order_id") ? order : null,
            State = state,
            CountMax = count,
        };
    }

    /// <summary>A moment with its offset; without one it is UTC.</summary>
    public static DateTimeOffset? Moment(IQueryCollection query, string name, out string complaint)
    {
        complaint = "";
        if (!query.ContainsKey(name))
        {
            return null;
        }

        if (Moment(query[name]) is { } moment)
        {
            return moment;
        }

        complaint = $"{name} is a moment such as 2026-01-15T03:00:00Z.";
        return null;
    }

    public static DateTimeOffset? Moment(string? text) =>
        DateTimeOffset.TryParseExact(
            text, MomentShapes, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment)
        && moment >= DateTimeOffset.UnixEpoch
            ? moment
            : null;

    public static EventCursor? Cursor(IQueryCollection query, string name, out string complaint)
    {
        complaint = "";
        if (!query.ContainsKey(name))
        {
            return null;
        }

        if (EventCursor.TryParse(query[name].ToString(), out var cursor))
        {
            return cursor;
        }

        complaint = $"{name} is a cursor that this gateway has given out.";
        return null;
    }

    private static EventCursor? Later(EventCursor? after, DateTimeOffset? since) => (after, since) switch
    {
        ({ } place, { } moment) => place.At >= moment ? place : new EventCursor(moment, null),
        (null, { } moment) => new EventCursor(moment, null),
        _ => after,
    };
}
