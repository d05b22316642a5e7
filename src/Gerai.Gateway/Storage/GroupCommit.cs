using System.Threading.Channels;

namespace Gerai.Storage;

/// <summary>
/// All writes of this node go through here. While one transaction is being made durable the next one fills, so one
/// fsync serves many callers, and each caller hears only after its own commit.
/// </summary>
internal sealed class GroupCommit : IAsyncDisposable
{
    private readonly Database database;
    private readonly int groupMax;
    private readonly Channel<Write> waiting;
    private readonly Thread writer;
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private WriteSession? session;

    public GroupCommit(Database database, StorageOptions options)
    {
        this.database = database;
        groupMax = options.GroupMax;
        waiting = Channel.CreateBounded<Write>(new BoundedChannelOptions(options.WaitingMax) { SingleReader = true });

        // A thread of its own: commits wait for the disk, and must not take the pool's threads with them.
        writer = new Thread(Run) { Name = "group commit", IsBackground = true };
        writer.Start();
    }

    /// <summary>
    /// Runs a write in a transaction it may share with others and returns when that is durable. The write may run
    /// twice, so it must depend on nothing but the database and its own values, and must not throw for a business
    /// reason: its neighbours would have to be run again.
    /// </summary>
    public async Task<T> WriteAsync<T>(Func<WriteSession, T> write, CancellationToken cancel)
    {
        var own = new Write<T>(write);
        await waiting.Writer.WriteAsync(own, cancel);
        return await own.Ended;
    }

    /// <summary>Finishes what waits, then ends.</summary>
    public async ValueTask DisposeAsync()
    {
        waiting.Writer.TryComplete();
        await ended.Task;
    }

    private void Run()
    {
        var group = new List<Write>(groupMax);
        while (WaitForWrites())
        {
            group.Clear();
            RunGroup(group);
        }

        session?.Dispose();
        ended.SetResult();
    }

    private bool WaitForWrites() => waiting.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult();

    private void RunGroup(List<Write> group)
    {
        try
        {
            Session().Begin();
            while (group.Count < groupMax && waiting.Reader.TryRead(out var write))
            {
                group.Add(write);
                write.Run(session!);
            }
        }
        catch (Exception broken)
        {
            var isConnectionLost = session is { IsOpen: false };
            GiveUpSession();
            GoOnAfter(broken, group, isConnectionLost);
            return;
        }

        Commit(group);
    }

    // Nothing was committed yet, so running again is safe.
    private void GoOnAfter(Exception broken, List<Write> group, bool isConnectionLost)
    {
        if (group.Count == 0)
        {
            // The database cannot be reached at all. One after the other, the last in the line would hear of it after
            // as many time limits as there are writes before it.
            for (var left = waiting.Reader.Count; left > 0 && waiting.Reader.TryRead(out var write); left--)
            {
                write.Fail(broken);
            }
        }
        else if (group.Count > 1 || isConnectionLost)
        {
            // One of them spoils it for all: alone, each meets its own fate. A lost connection is nobody's fault.
            group.ForEach(RunAlone);
        }
        else
        {
            group[0].Fail(broken);
        }
    }

    private void RunAlone(Write write)
    {
        try
        {
            Session().Begin();
            write.Run(session!);
        }
        catch (Exception broken)
        {
            GiveUpSession();
            write.Fail(broken);
            return;
        }

        Commit([write]);
    }

    // Whether a commit that failed has happened after all is not known, so it is never run again: its callers hear of
    // the failure, and may ask how things stand.
    private void Commit(List<Write> group)
    {
        try
        {
            session!.Commit();
        }
        catch (Exception broken)
        {
            GiveUpSession();
            group.ForEach(write => write.Fail(broken));
            return;
        }

        group.ForEach(write => write.Succeed());
    }

    private WriteSession Session() => session ??= new WriteSession(database.OpenForWriting());

    // After a failure the connection's state is unknown; a new one costs little. Closing it rolls back.
    private void GiveUpSession()
    {
        session?.Dispose();
        session = null;
    }

    private abstract class Write
    {
        public abstract void Run(WriteSession session);

        public abstract void Succeed();

        public abstract void Fail(Exception broken);
    }

    private sealed class Write<T>(Func<WriteSession, T> write) : Write
    {
        private readonly TaskCompletionSource<T> ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private T? result;

        public Task<T> Ended => ended.Task;

        public override void Run(WriteSession session) => result = write(session);

        public override void Succeed() => ended.SetResult(result!);

        public override void Fail(Exception broken) => ended.SetException(broken);
    }
}
