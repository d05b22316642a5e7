namespace Gerai.Stores;

/// <summary>
/// Keeps the keys of payment codes and hands out counters to the nodes, each counter to one node only.
/// </summary>
internal interface ICodeKeyRepository
{
    /// <summary>All keys of a chain, the newest first.</summary>
    Task<IReadOnlyList<CodeKey>> KeysAsync(StoreChain chain, CancellationToken cancel);

    /// <summary>Adds a key and retires the older ones of its chain, unless another node rotated meanwhile.</summary>
    /// <param name="newest">The id of the newest key the caller has seen; 0 when there is none.</param>
    /// <param name="reserve">
    /// How many counters more the retired key counts as having handed out: after books were restored to a moment, it
    /// may have done so for codes that they know nothing of.
    /// </param>
    Task<bool> RotateAsync(
        StoreChain chain, string sealedKey, int newest, long reserve, CancellationToken cancel);

    /// <summary>The first of <paramref name="count"/> counters that are the caller's alone.</summary>
    /// <returns>Nothing when the key is retired or its counters, below <paramref name="max"/>, are used up.</returns>
    Task<long?> TakeCountersAsync(int key, int count, long max, CancellationToken cancel);
}
