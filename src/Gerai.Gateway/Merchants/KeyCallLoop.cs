using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Gerai.Merchants;

/// <summary>Writes down once a minute, and at the end, what was noted about calls with server keys.</summary>
internal sealed class KeyCallLoop(KeyCalls calls, TimeProvider time, ILogger<KeyCallLoop> log) : BackgroundService
{
    private static readonly TimeSpan WriteEvery = TimeSpan.FromMinutes(1);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await WriteDownAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var rounds = new PeriodicTimer(WriteEvery, time);
        while (await rounds.WaitForNextTickAsync(stoppingToken))
        {
            await WriteDownAsync(stoppingToken);
        }
    }

    private async Task WriteDownAsync(CancellationToken cancel)
    {
        try
        {
            await calls.WriteDownAsync(cancel);
        }
        catch (Exception broken) when (broken is not OperationCanceledException)
        {
            // The edge of a loop: last uses are written in the next round; the refusals of this one may be lost.
            log.LogError(broken, "What was noted about server keys could not be written");
        }
    }
}
