using Gerai.Values;

namespace Gerai.Stores;

/// <summary>
/// Keeps the store networks and their secrets, sealed. Each change writes its line of activity in the same transaction.
/// </summary>
internal interface IStoreNetworkRepository
{
    /// <summary>
    /// The network with the secrets that are good at that moment; nobody when it is switched off.
    /// </summary>
    Task<StoreNetwork?> FindAsync(string name, DateTimeOffset now, CancellationToken cancel);

    /// <param name="network">The new one.</param>
    /// <param name="by">In whose name; nobody when the gateway itself adds those of a sandbox.</param>
    /// <param name="now">Since when it is there.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <returns>False when the name is taken.</returns>
    Task<bool> AddAsync(StoreNetwork network, Actor? by, DateTimeOffset now, CancellationToken cancel);

    /// <summary>
    /// Gives a new secret; each one before it ends at <paramref name="oldEnd"/> at the latest, and those that have
    /// ended are forgotten.
    /// </summary>
    /// <returns>False when there is no such network or another rotation came between.</returns>
    Task<bool> RotateAsync(
        string name, string next, Actor by, DateTimeOffset now, DateTimeOffset oldEnd, CancellationToken cancel);

    /// <summary>Switches a network off or on again. False when there is none, or it is so already.</summary>
    Task<bool> SwitchAsync(string name, bool isOn, Actor by, DateTimeOffset now, CancellationToken cancel);

    /// <summary>In the order of their names; those that are switched off too.</summary>
    Task<IReadOnlyList<NetworkEntry>> ListAsync(DateTimeOffset now, int countMax, CancellationToken cancel);
}
