using System.Diagnostics;
using System.Security.Cryptography;
using Gerai.Nodes;
using Gerai.Payments;
using Gerai.Values;
using Gerai.Wire;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Gerai.Notifications;

/// <summary>
/// The loop that tells merchants: takes what is due, sends it, notes the result. All it knows stands in the outbox, so
/// it may be stopped or killed at any moment; at worst a merchant is told twice (protocol 6.31).
/// </summary>
internal sealed class Dispatcher(
    IOutbox outbox,
    FairTaker taker,
    INotificationSender sender,
    CircuitBreaker breaker,
    NotificationMetrics metrics,
    NotificationOptions options,
    OutboxSignal signal,
    OtherNodes others,
    RandomSource random,
    TimeProvider time,
    ILogger<Dispatcher> log) : BackgroundService
{
    // What no signal told, such as what a killed node has left, is found by looking.
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    // So that a database that is away is not asked as fast as this machine can, with a line in the log each time.
    private static readonly TimeSpan RestAfterFailure = TimeSpan.FromSeconds(1);

    // The lease outlives the sender's time limit by the time it takes to write the result, so two nodes do not send
    // one notification at once; and it is short, because what a killed node held waits that long.
    private static readonly TimeSpan LeaseMargin = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan CountEvery = TimeSpan.FromSeconds(5);

    // Where a call that was cut off is no longer waited for: only its row is still to be given back.
    private static readonly TimeSpan GiveBackMax = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource cut = new();
    private long? countedAt;

    /// <summary>
    /// Takes nothing more, and lets calls under way end by themselves, within the time that the shutdown has.
    /// </summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (ExecuteTask is { IsCompleted: false } ending)
        {
            await cut.CancelAsync();
            await ((Task)ending.WaitAsync(GiveBackMax, time, CancellationToken.None))
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public override void Dispose()
    {
        cut.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var running = new List<Task>();
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                running.RemoveAll(attempt => attempt.IsCompleted);
                await GoRoundAsync(running, stoppingToken);
            }
        }
        finally
        {
            await Task.WhenAll(running);
            await taker.GiveBackAsync(null, CancellationToken.None);
        }
    }

    private async Task GoRoundAsync(List<Task> running, CancellationToken stopping)
    {
        // Begun before the look: when the clock jumps while it looks, it looks again and does not wait from there.
        using var patience = new CancellationTokenSource(LookEvery, time);
        try
        {
            var now = time.GetUtcNow();
            foreach (var leased in await taker.TakeAsync(now, now + options.TimeLimit + LeaseMargin, stopping))
            {
                running.Add(Task.Run(() => OccupyAsync(leased, stopping), CancellationToken.None));
            }

            if (taker.IsShortOfPlaces)
            {
                others.Tell(NodeNews.HelpWanted);
            }

            await CountBacklogAsync(now, stopping);
            var wait = WaitUntil(await outbox.NextDueAsync(stopping), now);
            await signal.WaitAsync(wait, time, patience.Token, stopping);
        }
        catch (Exception broken) when (!stopping.IsCancellationRequested)
        {
            // The edge of a loop: the database may be away, and the next round tries again.
            log.LogError(broken, "A round of the notification dispatcher failed");
            await Task.Delay(RestAfterFailure, time, stopping);
        }
    }

    // Now and then, and only for somebody who looks: it reads all that is due.
    private async Task CountBacklogAsync(DateTimeOffset now, CancellationToken stopping)
    {
        var isRecent = countedAt is { } last && time.GetElapsedTime(last) < CountEvery;
        if (isRecent || !metrics.IsBacklogWatched)
        {
            return;
        }

        countedAt = time.GetTimestamp();
        metrics.Note(await outbox.BacklogAsync(now, stopping));
    }

    // What was due already and yet not taken is held back or found no free place. A finished attempt will say so; to
    // look again before that would only be to run in circles.
    private static TimeSpan WaitUntil(DateTimeOffset? nextDue, DateTimeOffset now) =>
        nextDue is { } due && due > now && due - now < LookEvery ? due - now : LookEvery;

    // A place, and one call after the other in it while there are any. It limits calls to the merchant's server, so it
    // goes to the next when a call has ended: writing down how that went waits for our own disk only.
    private async Task OccupyAsync(LeasedNotification first, CancellationToken stopping)
    {
        var ends = new List<Task>();
        for (var leased = first; leased is not null;)
        {
            var call = CallAsync(leased);
            await ((Task)call).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            ends.RemoveAll(end => end.IsCompleted);
            ends.Add(EndAsync(leased, call));
            leased = LeavePlace(leased, stopping);
        }

        await Task.WhenAll(ends);
    }

    private LeasedNotification? LeavePlace(LeasedNotification ended, CancellationToken stopping)
    {
        var next = taker.Release(ended, mayFollow: !stopping.IsCancellationRequested, time.GetUtcNow());
        if (next is null || taker.IsShortAt(ended.Notification.Endpoint))
        {
            // After the release: who hears the signal must find the place free.
            signal.Raise();
        }

        return next;
    }

    private async Task EndAsync(LeasedNotification leased, Task<(Delivery Delivery, Attempt Attempt)> call)
    {
        try
        {
            var (delivery, attempt) = await call;
            await RecordAsync(leased, delivery, attempt);
        }
        catch (OperationCanceledException) when (cut.IsCancellationRequested)
        {
            // Cut off by the shutdown, so nobody knows what the merchant has heard: another node tells it at once.
            await outbox.GiveBackAsync([leased], CancellationToken.None);
        }
        catch (Exception broken)
        {
            // The edge of an attempt. Its lease lapses and it is tried again, so a bug or a lost database delays a
            // notification but never loses it.
            log.LogError(broken, "An attempt to notify of {Transaction} broke off", leased.Notification.Id);
        }
    }

    private async Task<(Delivery Delivery, Attempt Attempt)> CallAsync(LeasedNotification leased)
    {
        var (delivery, attempt) = await AttemptAsync(leased);

        // Before the place is free again: whoever takes it finds the circuit as this call has left it.
        if (await breaker.NoteAsync(leased, delivery, CancellationToken.None))
        {
            await taker.GiveBackAsync(leased.Notification.Endpoint, CancellationToken.None);
        }

        return (delivery, attempt);
    }

    // A merchant or payment that is missing cannot come here: a lease carries both. An address that is no address is
    // an attempt like any other, ended at once by the sender as forbidden and given up, so that the merchant can see
    // in the log of attempts why nothing came.
    private async Task<(Delivery Delivery, Attempt Attempt)> AttemptAsync(LeasedNotification leased)
    {
        var (notification, payment, _, merchant) = leased;

        // The payment as it was, the key as it is (protocol 6.20).
        var body = TransactionBody.Notification(payment, merchant.ServerKey.Text);

        var startedAt = time.GetUtcNow();
        var started = time.GetTimestamp();
        var number = notification.Attempts + 1;
        var headers = NotificationHeaders.For(
            notification.EventId, leased.EventAt, number, merchant, body, startedAt);
        using var span = PaymentTrace.Begin("Notify", notification.Id, ActivityKind.Client);
        var delivery = await sender.SendAsync(merchant.Id, notification.Address, headers, body, cut.Token);
        span?.SetTag("gerai.attempt", number)
            .SetTag("gerai.result", delivery.Result.ToString())
            .SetTag("http.response.status_code", delivery.HttpStatus);
        return (delivery, new Attempt
        {
            Number = number,
            StartedAt = startedAt,
            Took = time.GetElapsedTime(started),
            Result = delivery.Result,
            HttpStatus = delivery.HttpStatus,
            Answer = delivery.Answer,
            BodyHash = Convert.ToHexStringLower(SHA256.HashData(body)),
        });
    }

    private async Task RecordAsync(LeasedNotification leased, Delivery delivery, Attempt attempt)
    {
        var notification = leased.Notification;
        metrics.Note(leased, attempt);
        var waits = leased.Merchant.RetryWaits ?? options.Waits;
        var retriesMade = notification.Attempts - notification.AttemptsBefore;
        var wait = RetryPolicy.NextWait(delivery, retriesMade, waits, random);
        var state = StateAfter(delivery.Result, wait);

        var before = signal.Count;

        // Not given up at shutdown: the merchant has heard it, and a result that is not written means telling it again.
        var result = await outbox.RecordAsync(
            notification, attempt, state, time.GetUtcNow() + wait, CancellationToken.None);

        // On PostgreSQL a newer one may be committed while this is: neither sees the other, and who looked for a newer
        // one in between found the older one still in its way.
        var mayHaveMissed = attempt.Number == 1 && signal.Count != before;
        if (result is RecordResult.NewerReleased || state is NotificationState.Waiting || mayHaveMissed)
        {
            signal.Raise();
        }

        Note(notification, attempt, state, isKept: result is not RecordResult.LeaseLost);
    }

    private static NotificationState StateAfter(DeliveryResult result, TimeSpan? wait)
    {
        if (result is DeliveryResult.Delivered)
        {
            return NotificationState.Delivered;
        }

        return wait is null ? NotificationState.GivenUp : NotificationState.Waiting;
    }

    // Of the address only the host: paths and queries of merchants hold secrets of theirs.
    private void Note(Notification notification, Attempt attempt, NotificationState state, bool isKept)
    {
        if (log.IsEnabled(LogLevel.Information))
        {
            var host = Uri.TryCreate(notification.Address, UriKind.Absolute, out var found) ? found.IdnHost : "no host";
            log.LogInformation(
                "Notified {Host} of {Transaction} version {Version}, attempt {Attempt}: {Result} {HttpStatus}, {State}",
                host,
                notification.Id,
                notification.Version,
                attempt.Number,
                attempt.Result,
                attempt.HttpStatus,
                state);
        }

        if (!isKept)
        {
            log.LogWarning(
                "The result for {Transaction} was not kept: the lease had passed to another node", notification.Id);
        }
    }
}
