using System.CommandLine;
using System.Globalization;

namespace Gerai.Cli;

/// <summary>A schedule of retries as a person writes it, such as <c>5s,5m,30m,2h</c>.</summary>
internal static class Waits
{
    // Twenty waits of a week are more than anybody keeps a notification for.
    private const int CountMax = 20;

    private static readonly TimeSpan LongestMax = TimeSpan.FromDays(7);

    /// <param name="count">How many waits there must be, when that is not free.</param>
    public static Option<TimeSpan[]?> Option(string name, string description, int? count = null) => new(name)
    {
        Description = description,
        HelpName = "WAITS",
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            var waits = text.Split(',').Select(Read).ToArray();
            if (waits.Length > CountMax || waits.Any(wait => wait is null || wait > LongestMax))
            {
                result.AddError($"{text} is no schedule such as 5s,5m,2h: up to {CountMax} waits of a second to 7d.");
                return null;
            }

            if (count is { } wanted && waits.Length != wanted)
            {
                result.AddError($"There are {wanted} retries, so {name} takes {wanted} waits.");
                return null;
            }

            return [.. waits.Select(wait => wait!.Value)];
        },
    };

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
