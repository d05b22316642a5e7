using System.CommandLine;
using Gerai.Merchants;

namespace Gerai.Cli;

/// <summary>The option that takes a schedule of retries, such as <c>5s,5m,30m,2h</c>.</summary>
internal static class Waits
{
    /// <param name="count">How many waits there must be, when that is not free.</param>
    public static Option<TimeSpan[]?> Option(string name, string description, int? count = null) => new(name)
    {
        Description = description,
        HelpName = "WAITS",
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (!RetrySchedule.TryRead(text, out var waits))
            {
                result.AddError(
                    $"{text} is no schedule such as 5s,5m,2h: up to {RetrySchedule.CountMax} waits of a second to 7d.");
                return null;
            }

            if (count is { } wanted && waits.Count != wanted)
            {
                result.AddError($"There are {wanted} retries, so {name} takes {wanted} waits.");
                return null;
            }

            return [.. waits];
        },
    };
}
