using Gerai.Stores;

namespace Gerai.Tests.Support;

/// <summary>
/// The keys of payment codes without a database: the generator's own tests make far too many codes to wait for one.
/// The real table is held to the same promises by the repository suite.
/// </summary>
internal sealed class MemoryCodeKeys : ICodeKeyRepository
{
    private readonly Lock gate = new();
    private readonly List<CodeKey> keys = [];

    /// <summary>At which counter a new key starts: near the end, or in the middle of its domain.</summary>
    public long CounterStart { get; set; }

    public Task<IReadOnlyList<CodeKey>> KeysAsync(StoreChain chain, CancellationToken cancel)
    {
        lock (gate)
        {
            return Task.FromResult<IReadOnlyList<CodeKey>>(
                [.. keys.Where(key => key.Chain == chain).OrderByDescending(key => key.Id)]);
        }
    }

    public Task<bool> RotateAsync(
        StoreChain chain, string sealedKey, int newest, long reserve, CancellationToken cancel)
    {
        lock (gate)
        {
            if (keys.Where(key => key.Chain == chain).Select(key => key.Id).DefaultIfEmpty().Max() != newest)
            {
                return Task.FromResult(false);
            }

            for (var i = 0; i < keys.Count; i++)
            {
                if (keys[i].Chain == chain && !keys[i].Retired)
                {
                    keys[i] = keys[i] with { Retired = true, CounterNext = keys[i].CounterNext + reserve };
                }
            }

            keys.Add(new CodeKey(keys.Count + 1, chain, sealedKey, CounterStart, Retired: false));
            return Task.FromResult(true);
        }
    }

    public Task<long?> TakeCountersAsync(int key, int count, long max, CancellationToken cancel)
    {
        lock (gate)
        {
            var one = keys[key - 1];
            if (one.Retired || one.CounterNext + count > max)
            {
                return Task.FromResult<long?>(null);
            }

            keys[key - 1] = one with { CounterNext = one.CounterNext + count };
            return Task.FromResult<long?>(one.CounterNext);
        }
    }
}
