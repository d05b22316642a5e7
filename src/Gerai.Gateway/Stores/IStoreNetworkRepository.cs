namespace Gerai.Stores;

/// <summary>Keeps the store networks and their secrets, sealed.</summary>
internal interface IStoreNetworkRepository
{
    Task<StoreNetwork?> FindAsync(string name, CancellationToken cancel);

    /// <returns>False when the name is taken.</returns>
    Task<bool> AddAsync(StoreNetwork network, DateTimeOffset now, CancellationToken cancel);
}
