using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Gerai.Payments;

/// <summary>
/// Goes round and writes down which payments have expired, so that their merchants are told. Answers do not depend on
/// it: an overdue payment is seen as expired from its first millisecond.
/// </summary>
internal sealed class ExpirySweeper(
    PaymentProcessor processor,
    PaymentOptions options,
    TimeProvider time,
    ILogger<ExpirySweeper> log) : BackgroundService
{
    private const int CountMax = 100;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var rounds = new PeriodicTimer(options.SweepEvery, time);
        do
        {
            // Not in the turn of whoever moves the clock: who lets a year pass would wait for each of its rounds.
            await Task.Yield();
            try
            {
                while (await processor.SweepAsync(CountMax, stoppingToken) == CountMax)
                {
                    // A full round means that there are more.
                }
            }
            catch (Exception broken) when (broken is not OperationCanceledException)
            {
                // The edge of a loop: the next round tries again.
                log.LogError(broken, "A round of the expiry sweeper failed");
            }
        }
        while (await rounds.WaitForNextTickAsync(stoppingToken));
    }
}
