using System.Globalization;

namespace Gerai.Notifications;

/// <summary>
/// A place in a merchant's events, which stand in the order of time, transaction id and version: behind one event, or
/// before all of a moment.
/// </summary>
internal readonly record struct EventCursor(DateTimeOffset At, EventId? Event)
{
    // Later moments no clock can show.
    private const long MillisecondsMax = 253_402_300_799_999;

    public static bool TryParse(string text, out EventCursor cursor)
    {
        cursor = default;
        var parts = text.Split('.', 2);
        if (!long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
            || milliseconds > MillisecondsMax)
        {
            return false;
        }

        var at = DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
        if (parts.Length == 1)
        {
            cursor = new EventCursor(at, null);
            return true;
        }

        var isEvent = EventId.TryParse(parts[1], out var id);
        cursor = new EventCursor(at, id);
        return isEvent;
    }

    public override string ToString()
    {
        var moment = At.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        return Event is { } last ? $"{moment}.{last}" : moment;
    }
}
