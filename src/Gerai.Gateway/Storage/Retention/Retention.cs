namespace Gerai.Storage;

/// <summary>
/// Ends what is over, kind by kind: little at a time, with a pause after each time, at one node. A turn that is broken
/// off has nothing to be taken up again: the next one finds what is still there.
/// </summary>
internal sealed class Retention(Database database, GroupCommit group, RetainedKinds kinds, TimeProvider time)
{
    // A node that dies holds a kind back for so long.
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(10);

    // After this a turn lets go, whatever is left, so that every kind has its turn and no lease runs out.
    private static readonly TimeSpan TurnMax = TimeSpan.FromMinutes(3);

    /// <summary>Gives each kind that is due its turn. Returns how many rows were ended, of each kind.</summary>
    /// <param name="pause">Waits as long as it is told, so that payments have the books to themselves.</param>
    /// <param name="cancel">When to stop.</param>
    public async Task<IReadOnlyDictionary<string, int>> RunAsync(
        Func<TimeSpan, CancellationToken, Task> pause, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var marks = await MarksAsync(cancel);
        var ended = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var kind in kinds.All)
        {
            var seen = marks.GetValueOrDefault(kind.What);
            if (seen is null || seen.DueAtMs <= now.ToUnixTimeMilliseconds())
            {
                ended[kind.What] = await TakeTurnAsync(kind, seen, pause, cancel);
            }
        }

        return ended;
    }

    private async Task<IReadOnlyDictionary<string, RetentionMark>> MarksAsync(CancellationToken cancel)
    {
        await using var connection = await database.OpenForReadingAsync(cancel);
        return await RetentionMark.AllAsync(connection, cancel);
    }

    private async Task<int> TakeTurnAsync(
        Retained kind, RetentionMark? seen, Func<TimeSpan, CancellationToken, Task> pause, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var before = now - kind.Life;
        var claimed = new RetentionMark
        {
            What = kind.What,

            // Said before it is done, and never taken back, also when things are to be kept for longer from now on.
            KeptSinceMs = Math.Max(seen?.KeptSinceMs ?? 0, before.ToUnixTimeMilliseconds()),
            WalkedTo = seen?.WalkedTo ?? "",
            DueAtMs = (now + Lease).ToUnixTimeMilliseconds(),
        };
        if (!await group.WriteUnhurriedAsync(session => RetentionMark.Move(session, seen, claimed), cancel))
        {
            return 0;
        }

        var step = new RetentionStep(now, before, kind.KeepsPlace ? claimed.WalkedTo : "");
        var began = time.GetTimestamp();
        while (!step.IsDone && time.GetElapsedTime(began) < TurnMax)
        {
            var stepBegan = time.GetTimestamp();
            step = await kind.EndSomeAsync(step, cancel);
            if (!step.IsDone)
            {
                // Of the time in which somebody writes, four fifths stay with the payments.
                await pause(time.GetElapsedTime(stepBegan) * 4, cancel);
            }
        }

        var next = new RetentionMark
        {
            What = kind.What,
            KeptSinceMs = claimed.KeptSinceMs,
            WalkedTo = kind.KeepsPlace ? step.Place : "",
            DueAtMs = (time.GetUtcNow() + (step.IsDone ? kind.Every : TimeSpan.Zero)).ToUnixTimeMilliseconds(),
        };
        await group.WriteUnhurriedAsync(session => RetentionMark.Move(session, claimed, next), cancel);
        return step.Ended;
    }
}
