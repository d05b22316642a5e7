using System.Diagnostics.CodeAnalysis;
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
    private readonly ManualResetEventSlim hurry = new(initialState: false, spinCount: 0);
    private WriteSession? session;
    private int hurried;

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
    /// How long writes that nobody waits for stay for company: so short that a kill takes few of them, long enough for
    /// a busy dispatcher to fill a transaction.
    /// </summary>
    internal TimeSpan UnhurriedMax { get; init; } = TimeSpan.FromMilliseconds(5);

    /// <summary>
    /// Runs a write in a transaction it may share with others and returns when that is durable. The write may run
    /// twice, so it must depend on nothing but the database and its own values, and must not throw for a business
    /// reason: its neighbours would have to be run again.
    /// </summary>
    public async Task<T> WriteAsync<T>(Func<WriteSession, T> write, CancellationToken cancel)
    {
        var own = new Write<T>(write, isHurried: true);
        Interlocked.Increment(ref hurried);
        try
        {
            await waiting.Writer.WriteAsync(own, cancel);
        }
        catch
        {
            Interlocked.Decrement(ref hurried);
            throw;
        }

        hurry.Set();
        return await own.Ended;
    }

    /// <summary>
    /// The same for a write that no caller waits for: it stays some milliseconds for others to share its transaction,
    /// unless one comes that is in a hurry.
    /// </summary>
    public async Task<T> WriteUnhurriedAsync<T>(Func<WriteSession, T> write, CancellationToken cancel)
    {
        var own = new Write<T>(write, isHurried: false);
        await waiting.Writer.WriteAsync(own, cancel);
        return await own.Ended;
    }

    /// <summary>Finishes what waits, then ends.</summary>
    public async ValueTask DisposeAsync()
    {
        waiting.Writer.TryComplete();
        await ended.Task;
        hurry.Dispose();
    }

    private void Run()
    {
        var group = new List<Write>(groupMax);
        while (WaitForWrites())
        {
            WaitForCompany();
            group.Clear();
            RunGroup(group);
        }

        session?.Dispose();
        ended.SetResult();
    }

    private bool WaitForWrites() => waiting.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult();

    // Taken back before the count is read: who counts up later than that also raises it later.
    private void WaitForCompany()
    {
        hurry.Reset();
        if (Volatile.Read(ref hurried) == 0 && waiting.Reader.Count < groupMax)
        {
            hurry.Wait(UnhurriedMax);
        }
    }

    private bool TryTake([NotNullWhen(true)] out Write? write)
    {
        if (!waiting.Reader.TryRead(out write))
        {
            return false;
        }

        if (write.IsHurried)
        {
            Interlocked.Decrement(ref hurried);
        }

        return true;
    }

    private void RunGroup(List<Write> group)
    {
        try
        {
            Session().Begin();
            while (group.Count < groupMax && TryTake(out var write))
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
            for (var left = waiting.Reader.Count; left > 0 && TryTake(out var write); left--)
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

    private abstract class Write(bool isHurried)
    {
        public bool IsHurried { get; } = isHurried;

        public abstract void Run(WriteSession session);

        public abstract void Succeed();

        public abstract void Fail(Exception broken);
    }

    private sealed class Write<T>(Func<WriteSession, T> write, bool isHurried) : Write(isHurried)
    {
        private readonly TaskCompletionSource<T> ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private T? result;

        public Task<T> Ended => ended.Task;

        public override void Run(WriteSession session) => result = write(session);

        public override void Succeed() => ended.SetResult(result!);

        public override void Fail(Exception broken) => ended.SetException(broken);
    }
}
