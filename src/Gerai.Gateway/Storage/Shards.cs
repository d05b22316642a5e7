using Gerai.Values;

namespace Gerai.Storage;

/// <summary>
/// Which slots lie on one machine, so that a transaction over them stays there. All of them, unless the database is cut
/// into shards. What it says may be old: a transaction then reaches over two machines, and is slower for it.
/// </summary>
internal sealed class Shards
{
    private readonly int[] shardOfSlot;

    /// <param name="machineOfSlot">Any name for the machine of each slot, from slot 0 on.</param>
    public Shards(IReadOnlyList<string> machineOfSlot)
    {
        var machines = machineOfSlot.Distinct().ToList();
        shardOfSlot = [.. machineOfSlot.Select(machine => machines.IndexOf(machine))];
        Count = machines.Count;
    }

    public static Shards None { get; } = new([.. Enumerable.Repeat("", Slot.Count)]);

    public int Count { get; }

    public int Of(Slot slot) => shardOfSlot[slot.Number];

    /// <summary>One of the slots of a shard.</summary>
    public Slot SlotIn(int shard) => Slot.Of(Array.IndexOf(shardOfSlot, shard));
}
