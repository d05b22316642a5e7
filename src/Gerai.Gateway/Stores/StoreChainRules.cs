namespace Gerai.Stores;

/// <summary>What holds at one chain's counters.</summary>
public sealed record StoreChainRules
{
    /// <summary>Smallest and largest amount of one payment, in whole rupiah.</summary>
    public required long AmountMin { get; init; }

    public required long AmountMax { get; init; }

    /// <summary>Digits of a payment code, the merchant prefix included; 10 to 18 without the prefix.</summary>
    public required int CodeLength { get; init; }

    /// <summary>How many of them are the first significant digits of the merchant's number (protocol 3.29).</summary>
    public required int CodePrefixLength { get; init; }

    /// <summary>Whether the chain may take a payment back after it was booked (protocol 5.10).</summary>
    public required bool MayReverse { get; init; }

    /// <summary>How long a code lives when the charge does not say (protocol 2.41, 11.1).</summary>
    public TimeSpan DefaultExpiry { get; init; } = TimeSpan.FromHours(24);

    internal void Validate(StoreChain chain)
    {
        var digits = CodeLength - CodePrefixLength;
        if (digits is < 10 or > FormatPreservingCipher.DigitsMax || CodePrefixLength is < 0 or > 6)
        {
            throw new InvalidOperationException(
                $"{chain}: a payment code has 10 to {FormatPreservingCipher.DigitsMax} digits after its prefix, "
                + "which has at most 6.");
        }

        if (AmountMin < 1 || AmountMax < AmountMin || DefaultExpiry <= TimeSpan.Zero)
        {
            throw new InvalidOperationException(
                $"{chain}: amounts start at 1 rupiah, the largest is not below the smallest.");
        }
    }
}
