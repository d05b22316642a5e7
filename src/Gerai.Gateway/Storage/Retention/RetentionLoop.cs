using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Gerai.Storage;

/// <summary>Goes round once a minute and lets what is over end.</summary>
internal sealed class RetentionLoop(Retention retention, TimeProvider time, ILogger<RetentionLoop> log)
    : BackgroundService
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var rounds = new PeriodicTimer(LookEvery, time);
        while (await rounds.WaitForNextTickAsync(stoppingToken))
        {
            // Not in the turn of whoever moves the clock: who lets a year pass would wait for each of its rounds.
            await Task.Yield();
            try
            {
                var ended = await retention.RunAsync(PauseAsync, stoppingToken);
                foreach (var (what, count) in ended.Where(one => one.Value > 0))
                {
                    log.LogInformation("Ended {Count} of {What}, which are kept no longer", count, what);
                }
            }
            catch (Exception broken) when (broken is not OperationCanceledException)
            {
                // The edge of a loop: the next round tries again.
                log.LogError(broken, "A round of the retention failed");
            }
        }
    }

    // Nothing happens that could end this pause: it is there so that payments need not wait for what nobody waits for.
    private Task PauseAsync(TimeSpan pause, CancellationToken cancel) => Task.Delay(pause, time, cancel);
}
