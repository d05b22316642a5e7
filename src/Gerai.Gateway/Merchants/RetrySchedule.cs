using System.Globalization;

namespace Gerai.Merchants;

/// <summary>
/// A merchant's schedule of retries as a person writes it: the longest wait before each, such as <c>5s,5m,30m,2h</c>.
/// </summary>
internal static class RetrySchedule
{
    // Twenty waits of a week are more than anybody keeps a notification for.
    public const int CountMax = 20;

    private static readonly TimeSpan LongestMax = TimeSpan.FromDays(7);

    public static bool TryRead(string text, out IReadOnlyList<TimeSpan> waits)
    {
        var read = text.Split(',').Select(Read).ToArray();
        var isOne = read.Length <= CountMax && read.All(wait => wait <= LongestMax);
        waits = isOne ? [.. read.Select(wait => wait!.Value)] : [];
        return isOne;
    }

    public static string Text(IEnumerable<TimeSpan> waits) => string.Join(", ", waits.Select(Text));

    // In the largest unit that leaves no fraction, as it was most likely written.
    private static string Text(TimeSpan wait) => wait switch
    {
        { Ticks: var ticks } when ticks % TimeSpan.TicksPerDay == 0 => $"{ticks / TimeSpan.TicksPerDay}d",
        { Ticks: var ticks } when ticks % TimeSpan.TicksPerHour == 0 => $"{ticks / TimeSpan.TicksPerHour}h",
        { Ticks: var ticks } when ticks % TimeSpan.TicksPerMinute == 0 => $"{ticks / TimeSpan.TicksPerMinute}m",
        _ => $"{wait.TotalSeconds.ToString(CultureInfo.InvariantCulture)}s",
    };

    private static TimeSpan? Read(string text)
    {
        const int UnitMax = 86_400;
        var trimmed = text.Trim();
        var seconds = trimmed is [] ? 0 : trimmed[^1] switch
        {
            's' => 1,
            'm' => 60,
            'h' => 3_600,
            'd' => UnitMax,
            _ => 0,
        };
        if (seconds == 0)
        {
            return null;
        }

        var digits = trimmed.AsSpan(0, trimmed.Length - 1);
        return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number is > 0 and < int.MaxValue / UnitMax
            ? TimeSpan.FromSeconds(number * seconds)
            : null;
    }
}
