using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Gerai.Values;

namespace Gerai.Storage;

/// <summary>
/// A thread that takes what waits, runs it in one transaction, and tells each caller after the commit. When the
/// database goes away, it waits until that is back, finds out what became of its last commit, and goes on.
/// </summary>
internal sealed class GroupWriter : IAsyncDisposable
{
    // Only an instant is between tries: whoever is reached then has been elected already.
    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(100);

    private readonly WriteLine line;
    private readonly Database database;
    private readonly TimeSpan patience;
    private readonly TimeProvider time;
    private readonly CommitMark? mark;
    private readonly ManualResetEventSlim closing = new();
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private WriteSession? session;

    public GroupWriter(
        WriteLine line, Database database, StorageOptions options, TimeProvider time, Slot shard)
    {
        this.line = line;
        this.database = database;
        this.time = time;
        patience = options.Patience;
        mark = database.NewCommitMark(time, shard);

        // A thread of its own: commits wait for the disk, and must not take the pool's threads with them.
        new Thread(Run) { Name = "group commit", IsBackground = true }.Start();
    }

    /// <summary>How a try to commit has ended.</summary>
    private enum Commitment
    {
        Done,
        NotDone,
        Unknown,
    }

    /// <summary>
    /// Returns when what waits has been written. A database that is gone is not waited for any longer.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        closing.Set();
        await ended.Task;
        closing.Dispose();
    }

    private void Run()
    {
        var group = new List<GroupedWrite>(line.GroupMax);
        while (line.WaitForWrites())
        {
            group.Clear();
            if (line.TryTake(out var first))
            {
                group.Add(first);
                RunGroup(group, time.GetTimestamp(), groupMax: line.GroupMax);
            }
        }

        session?.Dispose();
        ended.SetResult();
    }

    private void RunGroup(List<GroupedWrite> group, long since, int groupMax)
    {
        const int RivalsMax = 10;
        for (var rivals = 0; ;)
        {
            if (!TryBegin(since, out var broken))
            {
                Fail(group, broken);
                line.FailAllThatWait(broken);
                return;
            }

            if (!TryRun(group, groupMax, out broken))
            {
                var isLost = session is not { IsOpen: true } || database.IsUnavailable(broken);
                GiveUpSession(broken);
                if ((isLost && IsPatient(since))
                    || (group.Count == 1 && PostgresHosts.IsRivalry(broken) && ++rivals < RivalsMax))
                {
                    // Nothing was committed yet, so running again is safe.
                    continue;
                }

                FailOrRunAlone(group, broken, since);
                return;
            }

            switch (Commit(group.Count, since, out broken))
            {
                case Commitment.Done:
                    Succeed(group);
                    return;
                case Commitment.Unknown:
                    Fail(group, broken!);
                    return;
            }
        }
    }

    // One of them spoils it for all: alone, each meets its own fate.
    private void FailOrRunAlone(List<GroupedWrite> group, Exception broken, long since)
    {
        if (group.Count == 1)
        {
            Fail(group, broken);
            return;
        }

        foreach (var write in group)
        {
            RunGroup([write], since, groupMax: 1);
        }
    }

    private bool TryBegin(long since, [NotNullWhen(false)] out Exception? broken)
    {
        while (true)
        {
            try
            {
                session ??= database.OpenForWriting();
                session.Begin();
                broken = null;
                return true;
            }
            catch (Exception failure)
            {
                GiveUpSession(failure);
                broken = failure;
                if (!database.IsUnavailable(failure) || !IsPatient(since))
                {
                    return false;
                }
            }

            closing.Wait(BetweenTries);
        }
    }

    // Who comes while the group begins still gets in.
    private bool TryRun(List<GroupedWrite> group, int groupMax, [NotNullWhen(false)] out Exception? broken)
    {
        try
        {
            mark?.Set(session!);
            for (var started = 0; started < group.Count; started++)
            {
                group[started].Start(session!);
                if (started + 1 == group.Count && group.Count < groupMax && line.TryTake(out var next))
                {
                    group.Add(next);
                }
            }

            while (session!.Flush())
            {
            }

            foreach (var write in group)
            {
                write.Finish();
            }

            broken = null;
            return true;
        }
        catch (Exception failure)
        {
            broken = failure;
            return false;
        }
    }

    // Whether a commit that got no answer has happened is not known. It is never run again before that is found out.
    private Commitment Commit(int writes, long since, out Exception? broken)
    {
        broken = null;
        try
        {
            var began = Stopwatch.GetTimestamp();
            session!.Commit();
            database.Metrics?.Note(Stopwatch.GetElapsedTime(began), writes);
            return Commitment.Done;
        }
        catch (Exception failure)
        {
            broken = failure;
            GiveUpSession(failure);
            return mark is null || database.IsRefusal(failure) ? Commitment.Unknown : LookUp(mark, since);
        }
    }

    private Commitment LookUp(CommitMark lost, long since)
    {
        while (TryBegin(since, out _))
        {
            try
            {
                var isThere = lost.IsThere(session!);
                session!.Commit();
                return isThere ? Commitment.Done : Commitment.NotDone;
            }
            catch (Exception failure)
            {
                GiveUpSession(failure);
                if (!database.IsUnavailable(failure) || !IsPatient(since))
                {
                    break;
                }
            }
        }

        return Commitment.Unknown;
    }

    private bool IsPatient(long since) => !closing.IsSet && time.GetElapsedTime(since) < patience;

    // After a failure the connection's state is unknown; a new one costs little. Closing it rolls back.
    private void GiveUpSession(Exception failure)
    {
        if (session is not null && database.IsUnavailable(failure))
        {
            database.Doubt(session.Connection);
        }

        session?.Dispose();
        session = null;
    }

    private static void Succeed(List<GroupedWrite> group)
    {
        foreach (var write in group)
        {
            write.Succeed();
        }
    }

    private static void Fail(List<GroupedWrite> group, Exception broken)
    {
        foreach (var write in group)
        {
            write.Fail(broken);
        }
    }
}
