using Gerai.Values;

namespace Gerai.Stores;

/// <summary>
/// What a payment code deciphers to: the key it was made with, and a number that holds a counter and the slot.
/// Payments are looked up by it.
/// </summary>
internal readonly record struct CodeNumber(int Key, long Number)
{
    public Slot Slot => Slot.Of((int)(Number % Slot.Count));

    public long Counter => Number / Slot.Count;

    public static CodeNumber Of(int key, long counter, Slot slot) => new(key, (counter * Slot.Count) + slot.Number);
}
