using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using Gerai.Values;

namespace Gerai.Storage;

/// <summary>
/// The writes that wait for one shard, and the writers that take from them. While one transaction is being made durable
/// the next one fills.
/// </summary>
internal sealed class WriteLine : IAsyncDisposable
{
    private readonly Channel<GroupedWrite> waiting;
    private readonly ManualResetEventSlim hurry = new(initialState: false, spinCount: 0);
    private readonly IReadOnlyList<GroupWriter> writers;
    private readonly TimeSpan unhurriedMax;
    private int hurried;

    /// <param name="shard">A slot of the shard that is written to.</param>
    public WriteLine(Database database, StorageOptions options, TimeProvider time, Slot shard)
    {
        GroupMax = options.GroupMax;
        unhurriedMax = options.UnhurriedMax;
        waiting = Channel.CreateBounded<GroupedWrite>(options.WaitingMax);
        writers =
        [
            .. Enumerable.Range(0, database.WritersAtOnce(options))
                .Select(_ => new GroupWriter(this, database, options, time, shard)),
        ];
    }

    /// <summary>How many writes share one transaction at most.</summary>
    public int GroupMax { get; }

    /// <summary>How many writes wait to be taken.</summary>
    public int Count => waiting.Reader.Count;

    /// <summary>Returns when the write is durable.</summary>
    public Task<T> JoinAsync<T>(GroupedWrite<T> write, CancellationToken cancel) =>
        write.IsHurried ? HurryAsync(write, cancel) : StayAsync(write, cancel);

    /// <summary>Waits for something to write. False when nothing will come any more.</summary>
    public bool WaitForWrites()
    {
        if (!waiting.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            return false;
        }

        // Taken back before the count is read: who counts up later than that also raises it later.
        hurry.Reset();
        if (Volatile.Read(ref hurried) == 0 && waiting.Reader.Count < GroupMax)
        {
            hurry.Wait(unhurriedMax);
        }

        return true;
    }

    public bool TryTake([NotNullWhen(true)] out GroupedWrite? write)
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
    public void FailAllThatWait(Exception broken)
    {
        for (var left = waiting.Reader.Count; left > 0 && TryTake(out var write); left--)
        {
            write.Fail(broken);
        }
    }

    /// <summary>Finishes what waits, then ends.</summary>
    public async ValueTask DisposeAsync()
    {
        waiting.Writer.TryComplete();
        await Task.WhenAll(writers.Select(writer => writer.DisposeAsync().AsTask()));
        hurry.Dispose();
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
