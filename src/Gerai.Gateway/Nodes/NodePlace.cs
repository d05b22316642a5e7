using Gerai.Values;

namespace Gerai.Nodes;

/// <summary>Which of how many living nodes one is, from 0: what is its own of the work and of a limit.</summary>
internal sealed record NodePlace(int Index, int Count)
{
    public static NodePlace Alone { get; } = new(0, 1);

    /// <summary>Of a node that is leaving: nothing is its own any more, and what it still does counts as one.</summary>
    public static NodePlace Gone { get; } = new(0, 0);

    /// <summary>The slots whose notifications this node takes first. Each slot is one node's.</summary>
    public SlotRange Slots => Count == 0
        ? SlotRange.None
        : new SlotRange(Slot.Count * Index / Count, (Slot.Count * (Index + 1) / Count) - 1);

    /// <summary>
    /// This node's part of a limit. The parts of all nodes together are the limit, but nobody has less than one: with
    /// more nodes than that, it is as many as there are nodes.
    /// </summary>
    public int ShareOf(int limit) => Count == 0
        ? 1
        : Math.Max(1, (limit / Count) + (Index < limit % Count ? 1 : 0));
}
