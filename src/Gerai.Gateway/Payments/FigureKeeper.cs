using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Gerai.Payments;

/// <summary>Goes round every ten minutes and counts the hours that have ended. No payment waits for it.</summary>
internal sealed class FigureKeeper(IFigures figures, TimeProvider time, ILogger<FigureKeeper> log) : BackgroundService
{
    /// <summary>
    /// How long after its end an hour is counted. A line is dated when its command is made and is there when it is
    /// written, and the clocks of two nodes differ; what came later than this would be missing for good.
    /// </summary>
    public static readonly TimeSpan Margin = TimeSpan.FromMinutes(10);

    // Until then the lines of an hour that has ended are counted at each asking, which takes milliseconds.
    private static readonly TimeSpan LookEvery = TimeSpan.FromMinutes(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var rounds = new PeriodicTimer(LookEvery, time);
        do
        {
            try
            {
                await figures.CloseHoursAsync(time.GetUtcNow() - Margin, stoppingToken);
            }
            catch (Exception broken) when (broken is not OperationCanceledException)
            {
                // The edge of a loop: the next round tries again.
                log.LogError(broken, "A round of the figures failed");
            }
        }
        while (await rounds.WaitForNextTickAsync(stoppingToken));
    }
}
