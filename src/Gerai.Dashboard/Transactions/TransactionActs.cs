using Gerai.Dashboard.Frame;
using Gerai.Notifications;
using Gerai.Payments;
using Gerai.People;
using Gerai.Simulator;
using Gerai.Stores;
using Gerai.Values;

namespace Gerai.Dashboard.Transactions;

/// <summary>What came of something that a person wanted done to a payment.</summary>
internal abstract record ActResult
{
    internal sealed record Done : ActResult;

    /// <summary>Also when it is another merchant's.</summary>
    internal sealed record NotThere : ActResult;

    /// <summary>The person's role does not include it, or not any more.</summary>
    internal sealed record NotAllowed : ActResult;

    internal sealed record Refused(RejectionReason Reason) : ActResult;

    /// <summary>Nothing is left to send: it waits to be sent anyway, or went to nobody.</summary>
    internal sealed record NothingToSend : ActResult;

    internal sealed record RefusedAtTill(TillAnswer Answer) : ActResult;
}

/// <summary>
/// What people do to a payment from its page. Each asks the books anew whether this person may, and whether the payment
/// is their merchant's; each that changed something leaves its line of activity.
/// </summary>
internal sealed class TransactionActs(
    PaymentProcessor processor,
    IMemberRepository members,
    IEventLog events,
    IResends resends,
    ChangeNews news,
    IActivityLog log,
    TillDesk tills,
    TimeProvider time)
{
    /// <summary>So many notifications are sent again at one press, at most.</summary>
    public const int ResendMax = 10_000;

    private const int ResendStepMax = 1_000;

    public Task<ActResult> CancelAsync(Visit visit, Actor by, TransactionId id, CancellationToken cancel) =>
        WithAsync(visit, Permission.EndPayments, id, async payment => await EndedAsync(
            payment,
            await processor.CancelAsync(id, claim: null, cancel),
            ActivityKind.PaymentCancelled,
            by,
            cancel), cancel);

    public Task<ActResult> ExpireAsync(Visit visit, Actor by, TransactionId id, CancellationToken cancel) =>
        WithAsync(visit, Permission.EndPayments, id, async payment => await EndedAsync(
            payment,
            await processor.ExpireAsync(id, claim: null, cancel),
            ActivityKind.PaymentExpired,
            by,
            cancel), cancel);

    /// <summary>Sends an event again, to each address it was for. Who asked is written down with it as well.</summary>
    public Task<ActResult> ResendAsync(Visit visit, Actor by, EventId told, CancellationToken cancel) =>
        WithAsync(visit, Permission.ResendNotifications, told.Transaction, async payment =>
        {
            if (await events.FindAsync(payment.Merchant, told, cancel) is null)
            {
                return new ActResult.NotThere();
            }

            var order = new ResendOrder(payment.Merchant, by.Name, time.GetUtcNow());
            var result = await resends.ResendAsync(order, told, address: null, cancel);
            if (result.Resent == 0)
            {
                return new ActResult.NothingToSend();
            }

            news.TellOfNotifications();
            await NoteAsync(payment, ActivityKind.NotificationResent, by, null, told.ToString(), cancel);
            return new ActResult.Done();
        }, cancel);

    /// <summary>
    /// Sends again what was given up since a moment, the longest ago first; how many were, in notifications.
    /// </summary>
    public async Task<(ActResult Result, int Count)> ResendGivenUpAsync(
        Visit visit, Actor by, DateTimeOffset since, CancellationToken cancel)
    {
        if (visit.Merchant is not { } merchant || !await MayAsync(visit, Permission.ResendNotifications, cancel))
        {
            return (new ActResult.NotAllowed(), 0);
        }

        // What is given up once more lies behind this moment, so that this comes to an end.
        var now = time.GetUtcNow();
        var order = new ResendOrder(merchant, by.Name, now);
        var count = 0;
        ResendResult step;
        do
        {
            step = await resends.ResendGivenUpAsync(order, since, now, address: null, ResendStepMax, cancel);
            count += step.Resent;
        }
        while (step.Resent == ResendStepMax && count < ResendMax);
        if (count == 0)
        {
            return (new ActResult.NothingToSend(), 0);
        }

        news.TellOfNotifications();
        await log.AppendAsync(
            new Activity
            {
                Merchant = merchant,
                Kind = ActivityKind.NotificationResent,
                By = by,
                At = now,
                About = $"{count}, given up since {WesternTime.Of(since)}",
            },
            cancel);
        return (new ActResult.Done(), count);
    }

    /// <summary>Pays with play money, through the counter API as a store does.</summary>
    public Task<ActResult> PayAsync(Visit visit, Actor by, TransactionId id, CancellationToken cancel) =>
        AtTillAsync(visit, id, ActivityKind.PlayMoneyPaid, by, (till, payment) =>
            till.InquireAndPayAsync(payment.Code.Digits, cancel), cancel);

    /// <summary>Takes the play money back, through the counter API as a store does.</summary>
    public Task<ActResult> ReverseAsync(Visit visit, Actor by, TransactionId id, CancellationToken cancel) =>
        AtTillAsync(visit, id, ActivityKind.PlayMoneyReversed, by, (till, payment) =>
            till.ReverseAsync(payment.Code.Digits, payment.Reference?.Number ?? "", cancel), cancel);

    private Task<ActResult> AtTillAsync(
        Visit visit,
        TransactionId id,
        ActivityKind kind,
        Actor by,
        Func<Till, Payment, Task<TillAnswer>> ask,
        CancellationToken cancel) =>
        WithAsync(visit, Permission.PlayTill, id, async payment =>
        {
            // In production there is no play money, and no till of ours.
            if (payment.Merchant.Environment is not GatewayEnvironment.Sandbox)
            {
                return new ActResult.NotAllowed();
            }

            var answer = await ask(tills.Of(payment.Chain), payment);
            if (!answer.IsDone)
            {
                return new ActResult.RefusedAtTill(answer);
            }

            var after = await processor.FindAsync(id, cancel);
            await NoteAsync(
                payment, kind, by, payment.Status.ToString(), after?.Status.ToString(), cancel);
            return new ActResult.Done();
        }, cancel);

    private async Task<ActResult> WithAsync(
        Visit visit,
        Permission needed,
        TransactionId id,
        Func<Payment, Task<ActResult>> act,
        CancellationToken cancel)
    {
        if (!await MayAsync(visit, needed, cancel))
        {
            return new ActResult.NotAllowed();
        }

        return await processor.FindAsync(id, cancel) is { } payment && payment.Merchant == visit.Merchant
            ? await act(payment)
            : new ActResult.NotThere();
    }

    private async Task<bool> MayAsync(Visit visit, Permission needed, CancellationToken cancel) =>
        visit.Merchant is { } merchant
        && await members.FindAsync(merchant, visit.Person, cancel) is { } member
        && member.Role.May(needed);

    private async Task<ActResult> EndedAsync(
        Payment before, Outcome outcome, ActivityKind kind, Actor by, CancellationToken cancel)
    {
        if (outcome is Outcome.Rejected rejected)
        {
            return new ActResult.Refused(rejected.Reason);
        }

        if (outcome is Outcome.Applied applied)
        {
            await NoteAsync(
                before, kind, by, before.Status.ToString(), applied.Payment.Status.ToString(), cancel);
        }

        return new ActResult.Done();
    }

    private Task NoteAsync(
        Payment payment, ActivityKind kind, Actor by, string? before, string? after, CancellationToken cancel) =>
        log.AppendAsync(
            new Activity
            {
                Merchant = payment.Merchant,
                Kind = kind,
                By = by,
                At = time.GetUtcNow(),
                About = payment.Order.Text,
                Before = before,
                After = after,
            },
            cancel);
}
