using System.Globalization;
using Gerai.Storage;
using Spectre.Console;

namespace Gerai.Cli;

/// <summary>How far a copy is: a bar on a terminal, and a plain line every few seconds everywhere else.</summary>
internal static class CopyProgress
{
    private static readonly TimeSpan LineEvery = TimeSpan.FromSeconds(5);

    public static async Task<CopyEnd> ShowAsync(Func<Action<CopyNews>, Task<CopyEnd>> copy)
    {
        if (Output.IsRedirected)
        {
            return await copy(Lines());
        }

        return await Output.Console.Progress()
            .AutoClear(enabled: true)
            .Columns(
                new TaskDescriptionColumn { Alignment = Justify.Left },
                new ProgressBarColumn(),
                new PercentageColumn(),
                new RemainingTimeColumn())
            .StartAsync(context =>
            {
                var started = TimeProvider.System.GetTimestamp();
                var bar = context.AddTask("looking at both databases", maxValue: 1);
                return copy(news =>
                {
                    bar.MaxValue = Math.Max(1, news.RowsTotal);
                    bar.Value = news.RowsDone;
                    bar.Description = Output.Escape($"{news.Table}, {Rate(news, started)}");
                });
            });
    }

    private static Action<CopyNews> Lines()
    {
        var started = TimeProvider.System.GetTimestamp();
        var told = started;
        return news =>
        {
            if (TimeProvider.System.GetElapsedTime(told) < LineEvery && news.RowsDone < news.RowsTotal)
            {
                return;
            }

            told = TimeProvider.System.GetTimestamp();
            var elapsed = TimeProvider.System.GetElapsedTime(started);
            var left = elapsed * ((double)(news.RowsTotal - news.RowsDone) / Math.Max(1, news.RowsDone));
            Output.Line(string.Create(
                CultureInfo.InvariantCulture,
                $"{news.RowsDone:N0} of {news.RowsTotal:N0} rows, {news.RowsWritten:N0} written, "
                + $"{Rate(news, started)}, {left.TotalSeconds:N0} seconds left ({news.Table})"));
        };
    }

    private static string Rate(CopyNews news, long started)
    {
        var seconds = TimeProvider.System.GetElapsedTime(started).TotalSeconds;
        return string.Create(CultureInfo.InvariantCulture, $"{news.RowsDone / Math.Max(seconds, 0.001):N0} rows/s");
    }
}
