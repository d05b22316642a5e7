using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Gerai.AspNetCore.Inbox;

/// <summary>Works the inbox off: takes what is due, one payment at a time in each of a few loops.</summary>
internal sealed class InboxWorker(
    TurnTable turns,
    Handling handling,
    MappedHandler handler,
    InboxSignal signal,
    IOptions<PaymentNotificationOptions> options,
    TimeProvider time,
    ILogger<InboxWorker> logger) : BackgroundService
{
    // Longer than the gateway is asked and the handler may take, so that no two hold the same payment.
    private static readonly TimeSpan LeaseBeyondHandler = TimeSpan.FromSeconds(30);

    // For what another instance left behind; what comes here is signalled.
    private static readonly TimeSpan WaitMax = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan WaitAfterTrouble = TimeSpan.FromSeconds(5);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => handler.IsMapped
        ? Task.WhenAll(Enumerable.Range(0, options.Value.HandlersAtOnceMax).Select(_ => LoopAsync(stoppingToken)))
        : Task.CompletedTask;

    private async Task LoopAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                var now = time.GetUtcNow();
                var leasedUntil = now + options.Value.HandlerTimeMax + LeaseBeyondHandler;
                if (await turns.TakeAsync(now, leasedUntil, stop) is { } taken)
                {
                    await handling.HandleAsync(taken, stop);
                }
                else
                {
                    await WaitAsync(now, stop);
                }
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception trouble)
            {
                InboxLog.InTrouble(logger, trouble, WaitAfterTrouble);
                await signal.WaitAsync(WaitAfterTrouble, time, stop);
            }
        }
    }

    private async Task WaitAsync(DateTimeOffset now, CancellationToken stop)
    {
        var due = await turns.NextDueAsync(now, stop) - now;
        var wait = due < WaitMax ? due.Value : WaitMax;
        if (wait > TimeSpan.Zero)
        {
            await signal.WaitAsync(wait, time, stop);
        }
    }
}
