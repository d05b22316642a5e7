using System.Globalization;
using Gerai.Storage;
using Spectre.Console;

namespace Gerai.Cli;

/// <summary>
/// How far a long work on the books is: a bar on a terminal, and a plain line every few seconds everywhere else.
/// </summary>
internal static class CopyProgress
{
    private static readonly TimeSpan LineEvery = TimeSpan.FromSeconds(5);

    public static Task<CopyEnd> ShowAsync(Func<Action<CopyNews>, Task<CopyEnd>> copy) =>
        ShowAsync(copy, "looking at both databases", "rows", "written");

    /// <param name="work">What is done, and tells how far it is.</param>
    /// <param name="begins">What is said until it tells something.</param>
    /// <param name="unit">What is counted.</param>
    /// <param name="done">What becomes of some of them.</param>
    public static async Task<T> ShowAsync<T>(
        Func<Action<CopyNews>, Task<T>> work, string begins, string unit, string done)
    {
        if (Output.IsRedirected)
        {
            return await work(Lines(unit, done));
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
                var bar = context.AddTask(begins, maxValue: 1);
                return work(news =>
                {
                    bar.MaxValue = Math.Max(1, news.RowsTotal);
                    bar.Value = news.RowsDone;
                    bar.Description = Output.Escape($"{news.Table}, {Rate(news, started, unit)}");
                });
            });
    }

    private static Action<CopyNews> Lines(string unit, string done)
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
                $"{news.RowsDone:N0} of {news.RowsTotal:N0} {unit}, {news.RowsWritten:N0} {done}, "
                + $"{Rate(news, started, unit)}, {left.TotalSeconds:N0} seconds left ({news.Table})"));
        };
    }

    private static string Rate(CopyNews news, long started, string unit)
    {
        var seconds = TimeProvider.System.GetElapsedTime(started).TotalSeconds;
        return string.Create(CultureInfo.InvariantCulture, $"{news.RowsDone / Math.Max(seconds, 0.001):N0} {unit}/s");
    }
}
