using Gerai.Values;

namespace Gerai.Stores;

/// <summary>A key of payment codes, opened and ready to use.</summary>
internal sealed record OpenCodeKey(int Id, long CounterNext, FormatPreservingCipher Cipher);

/// <summary>
/// The counters a node holds for one chain. A few counters are open at a time and each slot uses each of them once,
/// so the numbers grow with time (neighbours on disk) and yet a slot seldom has to wait for a new counter.
/// </summary>
internal sealed class CodeSeries
{
    // With four open counters some 685 codes are made before a slot needs a fifth: 17 percent of all numbers are used.
    private const int Depth = 4;

    private readonly Lock gate = new();
    private readonly byte[] used = new byte[Slot.Count];
    private OpenCodeKey? current;
    private long from;
    private long until;

    public SemaphoreSlim Refill { get; } = new(1);

    public IReadOnlyList<OpenCodeKey> Keys { get; private set; } = [];

    public long KeysReadAt { get; private set; }

    public bool HasRange
    {
        get
        {
            lock (gate)
            {
                return from < until;
            }
        }
    }

    public bool TryTake(Slot slot, out long counter, out OpenCodeKey key)
    {
        lock (gate)
        {
            if (from < until && used[slot.Number] == Depth)
            {
                from += Depth;
                Array.Clear(used);
            }

            counter = from + used[slot.Number];
            key = current!;
            if (counter >= until)
            {
                return false;
            }

            used[slot.Number]++;
            return true;
        }
    }

    public void Give(OpenCodeKey key, long first, long end)
    {
        lock (gate)
        {
            (current, from, until) = (key, first, end);
            Array.Clear(used);
        }
    }

    /// <summary>Sets what keys there are; a range of a key that is no longer the newest is given up.</summary>
    public void Remember(IReadOnlyList<OpenCodeKey> keys, long readAt)
    {
        lock (gate)
        {
            // Read before the newest key was there and only told now: it would bring back how far an older key had
            // got at that time, and a code that key has made since could be made again.
            if (Keys.Count > 0 && keys[0].Id < Keys[0].Id)
            {
                return;
            }

            Keys = keys;
            KeysReadAt = readAt;
            if (current is not null && current.Id != keys[0].Id)
            {
                until = from;
            }
        }
    }
}
