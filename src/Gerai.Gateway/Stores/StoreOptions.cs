namespace Gerai.Stores;

/// <summary>Settings of each chain. The defaults are the documented ones (protocol 2.16, 2.41, 3.32).</summary>
public sealed record StoreOptions
{
    public StoreChainRules Alfamart { get; init; } = new()
    {
        AmountMin = 1,
        AmountMax = 5_000_000,
        CodeLength = 16,
        CodePrefixLength = 4,
        MayReverse = false,
    };

    public StoreChainRules Indomaret { get; init; } = new()
    {
        AmountMin = 10_000,
        AmountMax = 5_000_000,
        CodeLength = 12,
        CodePrefixLength = 0,
        MayReverse = true,
    };

    public StoreChainRules Of(StoreChain chain) => chain switch
    {
        StoreChain.Alfamart => Alfamart,
        StoreChain.Indomaret => Indomaret,
    };
}
