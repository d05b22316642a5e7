using Gerai.Values;

namespace Gerai.Storage;

/// <summary>
/// All writes of this node go through here. While one transaction is being made durable the next one fills, so one
/// fsync serves many callers, and each caller hears only after its own commit.
/// </summary>
/// <remarks>
/// A write about one payment names its slot, so that in a database cut into shards each transaction stays in one of
/// them. A write without a slot goes with those of the first shard.
/// </remarks>
internal sealed class GroupCommit : IAsyncDisposable
{
    private readonly Shards shards;
    private readonly IReadOnlyList<WriteLine> lines;

    /// <param name="database">Brought up to date before: only then is known how it is cut.</param>
    public GroupCommit(Database database, StorageOptions options, TimeProvider time)
    {
        shards = database.Shards;
        lines =
        [
            .. Enumerable.Range(0, shards.Count)
                .Select(shard => new WriteLine(database, options, time, shards.SlotIn(shard))),
        ];
        database.Metrics?.Watch(() => lines.Sum(line => line.Count));
    }

    /// <summary>
    /// Runs a write in a transaction it may share with others and returns when that is durable. The write may run
    /// twice, so it must depend on nothing but the database and its own values, and must not throw for a business
    /// reason: its neighbours would have to be run again.
    /// </summary>
    public Task<T> WriteAsync<T>(Func<WriteSession, T> write, CancellationToken cancel) =>
        lines[0].JoinAsync(new PlainWrite<T>(write), cancel);

    /// <inheritdoc cref="WriteAsync{T}(Func{WriteSession, T}, CancellationToken)"/>
    public Task<T> WriteAsync<T>(Slot slot, Func<WriteSession, T> write, CancellationToken cancel) =>
        LineOf(slot).JoinAsync(new PlainWrite<T>(write), cancel);

    /// <summary>
    /// The same for a write on the hot path: its statements go to PostgreSQL together with those of its neighbours, so
    /// a neighbour's may come between them. Each must hold by itself, as it must between two nodes.
    /// </summary>
    public Task<T> PipelineAsync<T>(Func<WriteSession, ValueTask<T>> write, CancellationToken cancel) =>
        lines[0].JoinAsync(new PipelinedWrite<T>(write), cancel);

    /// <inheritdoc cref="PipelineAsync{T}(Func{WriteSession, ValueTask{T}}, CancellationToken)"/>
    public Task<T> PipelineAsync<T>(Slot slot, Func<WriteSession, ValueTask<T>> write, CancellationToken cancel) =>
        LineOf(slot).JoinAsync(new PipelinedWrite<T>(write), cancel);

    /// <summary>
    /// The same for a write that no caller waits for: it stays some milliseconds for others to share its transaction,
    /// unless one comes that is in a hurry.
    /// </summary>
    public Task<T> WriteUnhurriedAsync<T>(Func<WriteSession, T> write, CancellationToken cancel) =>
        lines[0].JoinAsync(new PlainWrite<T>(write) { IsHurried = false }, cancel);

    /// <inheritdoc cref="WriteUnhurriedAsync"/>
    public Task<T> PipelineUnhurriedAsync<T>(
        Slot slot, Func<WriteSession, ValueTask<T>> write, CancellationToken cancel) =>
        LineOf(slot).JoinAsync(new PipelinedWrite<T>(write) { IsHurried = false }, cancel);

    /// <summary>
    /// Does to each of many things what the write does to one of them, those of a shard together, and returns what came
    /// of each.
    /// </summary>
    public async Task<IReadOnlyList<T>> PipelineEachAsync<TItem, T>(
        IReadOnlyList<TItem> items,
        Func<TItem, Slot> slotOf,
        Func<WriteSession, TItem, Task<T>> write,
        CancellationToken cancel)
    {
        var results = new T[items.Count];
        await Task.WhenAll(Enumerable.Range(0, items.Count).GroupBy(i => shards.Of(slotOf(items[i]))).Select(
            async together =>
            {
                int[] places = [.. together];
                var some = await lines[together.Key].JoinAsync(
                    new PipelinedWrite<T[]>(
                        async session => await Task.WhenAll(places.Select(place => write(session, items[place])))),
                    cancel);
                for (var i = 0; i < places.Length; i++)
                {
                    results[places[i]] = some[i];
                }
            }));
        return results;
    }

    /// <summary>Finishes what waits, then ends.</summary>
    public async ValueTask DisposeAsync() =>
        await Task.WhenAll(lines.Select(line => line.DisposeAsync().AsTask()));

    private WriteLine LineOf(Slot slot) => lines[shards.Of(slot)];
}
