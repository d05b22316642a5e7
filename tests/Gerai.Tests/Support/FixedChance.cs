using Gerai.Values;

namespace Gerai.Tests.Support;

/// <summary>Chance that always falls the same way: 0 draws the lowest number, 255 the highest.</summary>
internal sealed class FixedChance(byte value) : RandomSource
{
    public override void Fill(Span<byte> bytes) => bytes.Fill(value);
}
