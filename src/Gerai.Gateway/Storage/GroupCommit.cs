using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;

namespace Gerai.Storage;

/// <summary>
/// All writes of this node go through here. While one transaction is being made durable the next one fills, so one
/// fsync serves many callers, and each caller hears only after its own commit.
/// </summary>
internal sealed class GroupCommit : IAsyncDisposable
{
    private readonly Channel<GroupedWrite> waiting;
    private readonly ManualResetEventSlim hurry = new(initialState: false, spinCount: 0);
    private readonly IReadOnlyList<GroupWriter> writers;
    private int hurried;

    public GroupCommit(Database database, StorageOptions options, TimeProvider time)
    {
        GroupMax = options.GroupMax;
        waiting = Channel.CreateBounded<GroupedWrite>(options.WaitingMax);
        writers =
        [
            .. Enumerable.Range(0, database.WritersAtOnce(options))
                .Select(_ => new GroupWriter(this, database, options, time)),
        ];
    }

    /// <summary>How many writes share one transaction at most.</summary>
    public int GroupMax { get; }

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
    public Task<T> WriteAsync<T>(Func<WriteSession, T> write, CancellationToken cancel) =>
        HurryAsync(new PlainWrite<T>(write), cancel);

    /// <summary>
    /// The same for a write on the hot path: its statements go to PostgreSQL together with those of its neighbours, so
    /// a neighbour's may come between them. Each must hold by itself, as it must between two nodes.
    /// </summary>
    public Task<T> PipelineAsync<T>(Func<WriteSession, ValueTask<T>> write, CancellationToken cancel) =>
        HurryAsync(new PipelinedWrite<T>(write) { IsHurried = true }, cancel);

    /// <summary>
    /// The same for a write that no caller waits for: it stays some milliseconds for others to share its transaction,
    /// unless one comes that is in a hurry.
    /// </summary>
    public Task<T> WriteUnhurriedAsync<T>(Func<WriteSession, T> write, CancellationToken cancel) =>
        StayAsync(new PlainWrite<T>(write) { IsHurried = false }, cancel);

    /// <inheritdoc cref="WriteUnhurriedAsync"/>
    public Task<T> PipelineUnhurriedAsync<T>(
        Func<WriteSession, ValueTask<T>> write, CancellationToken cancel) =>
        StayAsync(new PipelinedWrite<T>(write) { IsHurried = false }, cancel);

    /// <summary>Finishes what waits, then ends.</summary>
    public async ValueTask DisposeAsync()
    {
        waiting.Writer.TryComplete();
        await Task.WhenAll(writers.Select(writer => writer.DisposeAsync().AsTask()));
        hurry.Dispose();
    }

    /// <summary>Waits for something to write. False when nothing will come any more.</summary>
    internal bool WaitForWrites()
    {
        if (!waiting.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            return false;
        }

        // Taken back before the count is read: who counts up later than that also raises it later.
        hurry.Reset();
        if (Volatile.Read(ref hurried) == 0 && waiting.Reader.Count < GroupMax)
        {
            hurry.Wait(UnhurriedMax);
        }

        return true;
    }

    internal bool TryTake([NotNullWhen(true)] out GroupedWrite? write)
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

    /// <summary>
    /// The database cannot be reached at all. One after the other, the last in the line would hear of it after as many
    /// time limits as there are writes before it.
    /// </summary>
    internal void FailAllThatWait(Exception broken)
    {
        for (var left = waiting.Reader.Count; left > 0 && TryTake(out var write); left--)
        {
            write.Fail(broken);
        }
    }

    private async Task<T> StayAsync<T>(GroupedWrite<T> own, CancellationToken cancel)
    {
        await waiting.Writer.WriteAsync(own, cancel);
        return await own.Ended;
    }

    private async Task<T> HurryAsync<T>(GroupedWrite<T> own, CancellationToken cancel)
    {
        Interlocked.Increment(ref hurried);
        var isWaiting = false;
        try
        {
            await waiting.Writer.WriteAsync(own, cancel);
            isWaiting = true;
        }
        finally
        {
            if (!isWaiting)
            {
                Interlocked.Decrement(ref hurried);
            }
        }

        hurry.Set();
        return await own.Ended;
    }
}
