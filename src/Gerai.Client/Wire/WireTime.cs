using System.Globalization;

namespace Gerai.Client.Wire;

/// <summary>Times of the Core API have no offset; they are Western Indonesian Time (protocol 3.9).</summary>
internal static class WireTime
{
    /// <summary>Without daylight saving.</summary>
    public static readonly TimeSpan Jakarta = TimeSpan.FromHours(7);

    /// <summary>Null for what is no time: a strange date is no reason to lose the rest of the message.</summary>
    public static DateTimeOffset? Read(ReadOnlySpan<char> text) =>
        DateTime.TryParseExact(
            text, "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var local)
        && local.Year > 1
            ? new DateTimeOffset(local, Jakarta)
            : null;
}
