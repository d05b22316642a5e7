namespace Gerai.Values;

/// <summary>Neighbouring slots, the first and the last included; none when the last is before the first.</summary>
internal readonly record struct SlotRange(int First, int Last)
{
    public static SlotRange All { get; } = new(0, Slot.Count - 1);

    public static SlotRange None { get; } = new(0, -1);

    public bool Contains(Slot slot) => slot.Number >= First && slot.Number <= Last;
}
