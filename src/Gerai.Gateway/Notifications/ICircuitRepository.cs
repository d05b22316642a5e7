namespace Gerai.Notifications;

/// <summary>Keeps the circuits of endpoints in trouble, for all nodes.</summary>
internal interface ICircuitRepository
{
    /// <summary>
    /// Writes what a circuit becomes. When another node changes it at the same moment, that node's change holds.
    /// </summary>
    /// <param name="change">From how it stands, null when there is none; may be called twice.</param>
    /// <returns>What it became here.</returns>
    Task<Circuit> ChangeAsync(
        Endpoint endpoint, DateTimeOffset now, Func<Circuit?, Circuit> change, CancellationToken cancel);

    /// <summary>The endpoint is out of trouble.</summary>
    Task CloseAsync(Endpoint endpoint, CancellationToken cancel);
}
