using System.Globalization;

namespace Gerai.Dashboard.Frame;

/// <summary>A moment as people at the counters read it: Western Indonesian Time, wherever the server is.</summary>
internal static class WesternTime
{
    private static readonly TimeSpan Ahead = TimeSpan.FromHours(7);

    public static string Of(DateTimeOffset moment) =>
        moment.ToOffset(Ahead).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) + " WIB";
}
