namespace Gerai.Values;

/// <summary>An amount of money in whole rupiah, at least one. Counters take no sen, so neither do we.</summary>
internal readonly record struct Rupiah
{
    private Rupiah(long amount) => Amount = amount;

    public long Amount { get; }

    public static Rupiah Of(long amount) => TryOf(amount, out var rupiah)
        ? rupiah
        : throw new ArgumentOutOfRangeException(nameof(amount), amount, "An amount is at least one rupiah.");

    public static bool TryOf(long amount, out Rupiah rupiah)
    {
        rupiah = new Rupiah(amount);
        return amount > 0;
    }

    public override string ToString() => $"Rp{Amount}";
}
