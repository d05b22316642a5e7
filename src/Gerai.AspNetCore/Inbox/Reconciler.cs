using Gerai.Client;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Gerai.AspNetCore.Inbox;

/// <summary>
/// Asks for the status of expected payments whose notification never came, and gives the answer to the inbox. Also
/// forgets what is old.
/// </summary>
internal sealed class Reconciler(
    ExpectedTable expected,
    NotificationTable table,
    InboxSignal signal,
    IGeraiClient client,
    InboxMetrics metrics,
    IOptions<PaymentNotificationOptions> options,
    TimeProvider time,
    ILogger<Reconciler> logger) : BackgroundService
{
    // What is asked for waits for minutes and hours in the table, so a look each minute is soon enough; also after
    // trouble, which is mostly a database that is away.
    private static readonly TimeSpan LookEvery = TimeSpan.FromMinutes(1);

    /// <summary>When to ask next: every hour, and some minutes after the expiry.</summary>
    public static DateTimeOffset AskAt(DateTimeOffset now, DateTimeOffset expiresAt, PaymentNotificationOptions options)
    {
        var regular = now + options.AskEvery;
        var afterExpiry = expiresAt + options.AskAfterExpiry;
        return afterExpiry > now && afterExpiry < regular ? afterExpiry : regular;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await AskAsync(stoppingToken);
                await ForgetAsync(stoppingToken);
            }
            catch (Exception trouble) when (!stoppingToken.IsCancellationRequested)
            {
                InboxLog.InTrouble(logger, trouble, LookEvery);
            }

            await Task.Delay(LookEvery, time, stoppingToken);
        }
    }

    private async Task AskAsync(CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        foreach (var one in await expected.DueAsync(now, cancel))
        {
            // Taken before it is asked for: another instance then finds it gone.
            if (await expected.TakeAsync(one, AskAt(now, one.ExpiresAt, options.Value), cancel))
            {
                await AskAsync(one, now, cancel);
            }
        }
    }

    private async Task AskAsync(Expected one, DateTimeOffset now, CancellationToken cancel)
    {
        var hasEnded = false;
        try
        {
            var answer = await client.GetStatusAsync(one.TransactionId, cancel);
            await StoreAsync(answer, now, cancel);
            hasEnded = StateOrder.IsEnd(answer.Status);
        }
        catch (GeraiException refused)
        {
            InboxLog.AskedInVain(logger, one.TransactionId, refused.Error.ToString());
        }

        if (hasEnded)
        {
            await expected.RemoveAsync(one, cancel);
        }
        else if (now > one.ExpiresAt + options.Value.AskUntil)
        {
            InboxLog.GivenUp(logger, one.OrderId, one.TransactionId);
            await expected.RemoveAsync(one, cancel);
        }
    }

    private async Task StoreAsync(Transaction answer, DateTimeOffset now, CancellationToken cancel)
    {
        if (await table.StoreAsync(InboxMessage.OfAnswer(answer), now, cancel))
        {
            metrics.Received("asked");
            InboxLog.Asked(logger, answer.OrderId, answer.StatusText, answer.TransactionId);
            signal.Raise();
        }
    }

    private async Task ForgetAsync(CancellationToken cancel)
    {
        while (await table.ForgetAsync(time.GetUtcNow() - options.Value.KeepFor, cancel) > 0)
        {
            // A part at a time.
        }
    }
}
