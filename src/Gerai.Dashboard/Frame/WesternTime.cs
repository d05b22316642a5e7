using System.Globalization;
using Gerai.Values;

namespace Gerai.Dashboard.Frame;

/// <summary>A moment as people at the counters read it: Western Indonesian Time, wherever the server is.</summary>
internal static class WesternTime
{
    public static string Of(DateTimeOffset moment) => Bare(moment) + " WIB";

    /// <summary>Where a heading says already which time it is.</summary>
    public static string Bare(DateTimeOffset moment) => Written(moment, "yyyy-MM-dd HH:mm");

    /// <summary>With the seconds, for who compares it with another book.</summary>
    public static string Exactly(DateTimeOffset moment) => Written(moment, "yyyy-MM-dd HH:mm:ss") + " WIB";

    /// <summary><c>2026-01-16T10:00:00+07:00</c>, for machines.</summary>
    public static string ForMachines(DateTimeOffset moment) => Written(moment, "yyyy-MM-ddTHH:mm:sszzz");

    private static string Written(DateTimeOffset moment, string form) =>
        moment.ToOffset(WesternIndonesianTime.Offset).ToString(form, CultureInfo.InvariantCulture);
}
