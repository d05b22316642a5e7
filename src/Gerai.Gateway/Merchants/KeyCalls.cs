using System.Collections.Concurrent;
using System.Net;
using Gerai.Values;

namespace Gerai.Merchants;

/// <summary>
/// Notes in memory what became of calls with server keys, for a loop to write down. No call waits for a write or a
/// lock; a process that is killed loses the notes of its last minute.
/// </summary>
internal sealed class KeyCalls(IKeyCallLog log, SecretSeal seal, TimeProvider time)
{
    /// <summary>How many refusals are told apart until they are written; guesses must not fill the memory.</summary>
    public const int RefusalsMax = 200;

    // A transaction that payments share must not grow long.
    private const int WriteMax = 20;

    private readonly ConcurrentDictionary<string, Use> uses = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Refusal, Count> refusals = new();

    /// <summary>A key has opened the door.</summary>
    public void Used(string key, IPAddress? from)
    {
        if (!uses.TryGetValue(key, out var use))
        {
            use = uses.GetOrAdd(key, new Use());
        }

        use.From = from;
        Volatile.Write(ref use.AtMs, time.GetUtcNow().ToUnixTimeMilliseconds());
    }

    /// <summary>It has not.</summary>
    public void Refused(string? key, RefusedReason reason, IPAddress? from)
    {
        var refusal = key is null
            ? new Refusal(reason, null, null, KeyLooks.Unlike, Text(from))
            : new Refusal(reason, seal.Hash(key), seal.Fingerprint(key), LooksOf(key), Text(from));
        if (!refusals.TryGetValue(refusal, out var count))
        {
            // Over the limit they are one sum for each reason.
            var told = refusals.Count < RefusalsMax ? refusal : new Refusal(reason, null, null, KeyLooks.Unlike, null);
            count = refusals.GetOrAdd(told, _ => new Count());
        }

        Volatile.Write(ref count.LastAtMs, time.GetUtcNow().ToUnixTimeMilliseconds());
        Interlocked.Increment(ref count.Calls);
    }

    /// <summary>A hint for people.</summary>
    public static KeyLooks LooksOf(string key)
    {
        var isSandbox = key.StartsWith("SB-", StringComparison.Ordinal);
        var rest = isSandbox ? key.AsSpan(3) : key;
        return rest switch
        {
            _ when rest.StartsWith("Mid-client-") || rest.StartsWith("VT-client-") => KeyLooks.ClientKey,
            _ when !rest.StartsWith("Mid-server-") && !rest.StartsWith("VT-server-") => KeyLooks.Unlike,
            _ => isSandbox ? KeyLooks.SandboxServerKey : KeyLooks.ProductionServerKey,
        };
    }

    /// <summary>Writes down what has been noted since the last time.</summary>
    public async Task WriteDownAsync(CancellationToken cancel)
    {
        foreach (var some in NewUses().Chunk(WriteMax))
        {
            await log.WriteUsesAsync(
                [.. some.Select(one => (seal.Hash(one.Key), new KeyUse(Moment(one.AtMs), Text(one.Use.From))))],
                cancel);
            foreach (var one in some)
            {
                one.Use.WrittenAtMs = one.AtMs;
            }
        }

        foreach (var some in NewRefusals().Chunk(WriteMax))
        {
            await log.WriteRefusalsAsync(some, cancel);
        }
    }

    // One that has been written and was not used since is dropped: it comes back with its next use.
    private List<(string Key, long AtMs, Use Use)> NewUses()
    {
        var all = uses.Select(one => (one.Key, AtMs: Volatile.Read(ref one.Value.AtMs), Use: one.Value)).ToList();
        foreach (var (key, atMs, use) in all.Where(one => one.AtMs == one.Use.WrittenAtMs))
        {
            uses.TryRemove(KeyValuePair.Create(key, use));
        }

        return all.FindAll(one => one.AtMs != one.Use.WrittenAtMs);
    }

    private List<RefusedKeyCall> NewRefusals()
    {
        var found = new List<RefusedKeyCall>();
        foreach (var (refusal, count) in refusals)
        {
            refusals.TryRemove(KeyValuePair.Create(refusal, count));
            found.Add(new RefusedKeyCall(refusal.KeyHash, new RefusedCall
            {
                Reason = refusal.Reason,
                Fingerprint = refusal.Fingerprint,
                Looks = refusal.Looks,
                From = refusal.From,
                Calls = Volatile.Read(ref count.Calls),
                LastAt = Moment(Volatile.Read(ref count.LastAtMs)),
            }));
        }

        return found;
    }

    private static string? Text(IPAddress? from) =>
        (from is { IsIPv4MappedToIPv6: true } ? from.MapToIPv4() : from)?.ToString();

    private static DateTimeOffset Moment(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);

    private sealed class Use
    {
        public long AtMs;
        public long WrittenAtMs;

        public IPAddress? From { get; set; }
    }

    private sealed class Count
    {
        public long Calls;
        public long LastAtMs;
    }

    private sealed record Refusal(
        RefusedReason Reason, string? KeyHash, string? Fingerprint, KeyLooks Looks, string? From);
}
