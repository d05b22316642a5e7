using Gerai.Values;

namespace Gerai.Tests.Support;

/// <summary>Chance that comes out the same in every run.</summary>
public sealed class SeededRandom(int seed) : RandomSource
{
    private readonly Lock gate = new();
    private readonly Random random = new(seed);

    public override void Fill(Span<byte> bytes)
    {
        lock (gate)
        {
            random.NextBytes(bytes);
        }
    }
}
