using Dapper;
using Gerai.Notifications;
using Gerai.Payments;
using Gerai.Storage;

namespace Gerai.Testing;

/// <summary>
/// Goes from one due moment to the next and waits at each until all has happened, so that an hour passes as an hour
/// does: a retry comes at its own time, and not with all others at the end.
/// </summary>
internal sealed class TimeWalk(
    SandboxClock clock,
    PaymentProcessor processor,
    WatchedOutbox outbox,
    OutboxSignal signal,
    Database database,
    TimeSpan patience) : IDisposable
{
    private const int LooksMax = 1000;

    // What ends is heard of at once. This is for what nobody tells: a round that looked a moment too early.
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(10);

    private readonly SemaphoreSlim one = new(1);

    /// <summary>Makes the dispatcher look again, which may have read the clock just before it was turned.</summary>
    public void Wake() => signal.Raise();

    public async Task AdvanceAsync(TimeSpan by, CancellationToken cancel)
    {
        await one.WaitAsync(cancel);
        try
        {
            // What was due before belongs to the time before.
            await FinishAsync(cancel);
            var end = clock.Now + by;
            while (await NextMomentAsync(clock.Now, cancel) is { } next && next < end)
            {
                clock.MoveTo(next);
                await FinishAsync(cancel);
            }

            clock.MoveTo(end);
            await FinishAsync(cancel);
        }
        finally
        {
            one.Release();
        }
    }

    /// <summary>Returns when all that is due by now has happened and has been told.</summary>
    public async Task FinishAsync(CancellationToken cancel)
    {
        while (await processor.SweepAsync(LooksMax, cancel) == LooksMax)
        {
            // A full round means that there are more.
        }

        var seen = outbox.Changes;
        using var limit = new CancellationTokenSource(patience);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        try
        {
            while (!await IsQuietAsync(either.Token))
            {
                if (outbox.Changes is var now && now != seen)
                {
                    // It goes on: patience is for what stands still.
                    seen = now;
                    limit.CancelAfter(patience);
                }

                signal.Raise();
                await outbox.WaitForChangeAsync(LookEvery, either.Token);
            }
        }
        catch (OperationCanceledException late) when (limit.IsCancellationRequested && !cancel.IsCancellationRequested)
        {
            throw new TimeoutException(Complaint(), late);
        }
    }

    public void Dispose() => one.Dispose();

    // Nothing under way before the look and nothing begun since, or else the table may be caught between two states.
    private async Task<bool> IsQuietAsync(CancellationToken cancel)
    {
        var before = outbox.Changes;
        if (outbox.IsBusy)
        {
            return false;
        }

        var due = await outbox.DueAsync(DueScope.All(clock.Now), LooksMax, cancel);
        return due.All(row => row.Circuit?.IsOpenAt(clock.Now) is true) && outbox.Changes == before;
    }

    private async Task<DateTimeOffset?> NextMomentAsync(DateTimeOffset now, CancellationToken cancel)
    {
        await using var connection = await database.OpenForReadingAsync(cancel);
        var next = await connection.ExecuteScalarAsync<long?>(new CommandDefinition(
            """
            select min(moment) from (
                select min(due_at_ms) as moment from notifications where state = 'Waiting' and due_at_ms > @now
                union all
                select min(payable_until_ms) from payments where status = 'Pending' and payable_until_ms > @now
                union all
                select min(open_until_ms) from endpoints where open_until_ms > @now) moments
            """,
            new { now = now.ToUnixTimeMilliseconds() },
            cancellationToken: cancel));
        return next is { } moment ? DateTimeOffset.FromUnixTimeMilliseconds(moment) : null;
    }

    private string Complaint()
    {
        var addresses = outbox.UnderWay;
        return addresses.Count == 0
            ? $"The sandbox still had something to do after {patience.TotalSeconds:0.#} s."
            : $"No answer to a notification within {patience.TotalSeconds:0.#} s from {string.Join(", ", addresses)}. "
                + "The clock stands still meanwhile, so the gateway's own time limit does not end the call. If the "
                + "shop is meant to hang, let the call run into that limit: Clock.Advance(TimeSpan.FromSeconds(16)).";
    }
}
