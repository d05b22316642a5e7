using System.Diagnostics;
using System.Text;
using Gerai.Client;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Gerai.AspNetCore.Inbox;

/// <summary>
/// One turn: decides whether a state is handed over, calls the shop's handler, and puts down how it ended.
/// </summary>
internal sealed class Handling(
    InboxDatabase database,
    NotificationTable table,
    TurnTable turns,
    MappedHandler handler,
    IGeraiClient client,
    InboxMetrics metrics,
    IOptions<PaymentNotificationOptions> options,
    TimeProvider time,
    ILogger<Handling> logger)
{
    private const int DoublingsMax = 20;

    private static readonly TimeSpan WaitMin = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan WaitMax = TimeSpan.FromMinutes(10);

    // The gateway is in trouble: not the handler's fault, so no attempt of it.
    private static readonly TimeSpan WaitToAsk = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan AskTimeMax = TimeSpan.FromSeconds(20);

    /// <summary>How long to wait after this many attempts.</summary>
    public static TimeSpan WaitAfter(int attempts)
    {
        var wait = WaitMin * Math.Pow(2, Math.Min(attempts - 1, DoublingsMax));
        return wait < WaitMax ? wait : WaitMax;
    }

    public async Task HandleAsync(Taken taken, CancellationToken stop)
    {
        if (taken.First is not { } first)
        {
            await turns.RestAsync(taken, stop);
            return;
        }

        var notification = PaymentNotification.Parse(Encoding.UTF8.GetBytes(first.Body));
        if (StateOrder.IsBehind(taken.Told, notification.Transaction.Status))
        {
            LogSuperseded(notification.Transaction, taken.Told);
            await EndAsync(taken, new Ending(InboxState.Superseded), notification.Transaction);
            return;
        }

        using var activity = PaymentNotificationTelemetry.Activities.StartActivity("gerai handle");
        activity?.SetTag("gerai.order_id", notification.Transaction.OrderId);
        activity?.SetTag("gerai.status", first.StatusText);
        try
        {
            var doubt = await DoubtAsync(taken, notification.Transaction, stop);
            if (doubt is not null)
            {
                await EndAsync(taken, doubt, notification.Transaction);
            }

            var outcome = doubt?.State.ToString() ?? await TellAsync(taken, notification, stop);
            activity?.SetTag("gerai.outcome", outcome);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The application stops: the next start goes on at once, and this was no attempt.
            await turns.GiveBackAsync(taken, error: null, counts: false, time.GetUtcNow(), CancellationToken.None);
        }
        catch (StatusUnknownException inVain)
        {
            InboxLog.AskedInVain(logger, taken.TransactionId, inVain.Message);
            metrics.Failed(inVain.Message);
            await turns.GiveBackAsync(taken, inVain.Message, counts: false, time.GetUtcNow() + WaitToAsk, default);
        }
        catch (Exception failure)
        {
            activity?.SetStatus(ActivityStatusCode.Error, failure.GetType().FullName);
            await FailAsync(taken, notification.Transaction, failure);
        }
    }

    private async Task<string> TellAsync(Taken taken, PaymentNotification notification, CancellationToken stop)
    {
        using var limit = new CancellationTokenSource(options.Value.HandlerTimeMax, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stop);
        var payment = notification.Transaction;
        var started = time.GetTimestamp();
        bool isOurs;
        if (handler.CallInTransaction is { } inTransaction)
        {
            // Order and mark are committed together, or neither is. Who has lost the lease commits nothing.
            isOurs = await database.WriteAsync(
                async (connection, transaction, cancelled) =>
                {
                    await inTransaction(notification, transaction, cancelled);
                    return await TurnTable.EndAsync(
                        connection, transaction, taken, Ending.Handled, time.GetUtcNow(), cancelled);
                },
                either.Token,
                isGood: ours => ours);
        }
        else
        {
            await handler.Call!(notification, either.Token);

            // Not cancelled with the handler's time: it is done, and must not be done again.
            isOurs = await turns.EndAsync(taken, Ending.Handled, time.GetUtcNow(), CancellationToken.None);
        }

        metrics.Called(time.GetElapsedTime(started));
        if (!isOurs)
        {
            InboxLog.TakenOver(logger, payment.OrderId, payment.StatusText, payment.TransactionId);
            return "TakenOver";
        }

        metrics.Ended("handled");
        InboxLog.Handled(logger, payment.OrderId, payment.StatusText, payment.TransactionId);
        return nameof(InboxState.Handled);
    }

    /// <summary>Asks the gateway when the shop wishes it; null when it says the same.</summary>
    private async Task<Ending?> DoubtAsync(Taken taken, Transaction payment, CancellationToken cancel)
    {
        if (!options.Value.AskStatusBeforeBelieving || taken.First!.Source is MessageSource.Status)
        {
            return null;
        }

        var answer = await AskAsync(payment.TransactionId, cancel);
        if (answer is null || answer.TransactionId != payment.TransactionId || answer.OrderId != payment.OrderId
            || answer.Amount != payment.Amount)
        {
            InboxLog.Refused(
                logger,
                payment.OrderId,
                payment.StatusText,
                payment.TransactionId,
                answer is null ? "that it knows none" : "another order or amount");
            return new Ending(InboxState.Refused, answer is null ? "unknown" : "differs");
        }

        if (answer.StatusText == payment.StatusText)
        {
            return null;
        }

        // What it says now goes the same way as a notification of it, and only one of the two is handed over.
        await table.StoreAsync(InboxMessage.OfAnswer(answer), time.GetUtcNow(), cancel);
        if (StateOrder.CanHaveBecome(payment.Status, answer.Status))
        {
            LogSuperseded(payment, answer.Status);
            return new Ending(InboxState.Superseded);
        }

        InboxLog.Refused(logger, payment.OrderId, payment.StatusText, payment.TransactionId, answer.StatusText);
        return new Ending(InboxState.Refused, answer.StatusText);
    }

    private async Task<Transaction?> AskAsync(string transactionId, CancellationToken stop)
    {
        using var limit = new CancellationTokenSource(AskTimeMax, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stop);
        try
        {
            return await client.GetStatusAsync(transactionId, either.Token);
        }
        catch (OperationCanceledException late) when (!stop.IsCancellationRequested)
        {
            throw new StatusUnknownException(nameof(GeraiError.NoAnswer), late);
        }
        catch (GeraiException refused) when (refused.Error is GeraiError.NotFound)
        {
            return null;
        }
        catch (GeraiException inVain)
        {
            throw new StatusUnknownException(inVain.Error.ToString(), inVain);
        }
    }

    private async Task FailAsync(Taken taken, Transaction payment, Exception failure)
    {
        // The type only: a message may tell of a customer, and this is kept.
        var error = failure.GetType().FullName ?? failure.GetType().Name;
        var attempts = taken.First!.Attempts;
        metrics.Failed(error);
        if (attempts >= options.Value.HandlerAttemptsMax)
        {
            InboxLog.Parked(
                logger, failure, payment.OrderId, payment.StatusText, payment.TransactionId, attempts);
            await EndAsync(taken, new Ending(InboxState.Parked, error), payment);
            return;
        }

        var wait = WaitAfter(attempts);
        InboxLog.Failed(
            logger, failure, payment.OrderId, payment.StatusText, payment.TransactionId, attempts, wait);
        await turns.GiveBackAsync(taken, error, counts: true, time.GetUtcNow() + wait, CancellationToken.None);
    }

    private async Task EndAsync(Taken taken, Ending ending, Transaction payment)
    {
        if (await turns.EndAsync(taken, ending, time.GetUtcNow(), CancellationToken.None))
        {
            metrics.Ended(ending.State.ToString().ToLowerInvariant());
        }
        else
        {
            InboxLog.TakenOver(logger, payment.OrderId, payment.StatusText, payment.TransactionId);
        }
    }

    private void LogSuperseded(Transaction payment, TransactionStatus? told)
    {
        if (payment.Status is TransactionStatus.Settled && told is not TransactionStatus.Denied)
        {
            InboxLog.MoneySuperseded(
                logger, payment.OrderId, payment.StatusText, payment.TransactionId, $"{told}");
        }
        else
        {
            InboxLog.Superseded(logger, payment.OrderId, payment.StatusText, payment.TransactionId, $"{told}");
        }
    }

    /// <summary>The status endpoint did not answer; its message is the kind of trouble.</summary>
    private sealed class StatusUnknownException(string error, Exception cause) : Exception(error, cause);
}
