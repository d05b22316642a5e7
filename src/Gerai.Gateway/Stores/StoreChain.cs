namespace Gerai.Stores;

/// <summary>The chains at whose counters customers pay.</summary>
public enum StoreChain
{
    Alfamart,
    Indomaret,
}
