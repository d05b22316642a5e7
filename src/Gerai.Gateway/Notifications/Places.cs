using Gerai.Nodes;

namespace Gerai.Notifications;

/// <summary>
/// Which calls of this node run, and whose may run beside them: so many in all, and to one endpoint this node's share
/// of what all nodes may.
/// </summary>
internal sealed class Places(NotificationOptions options, LivingNodes nodes)
{
    // This share of all places is for merchants of whom nothing runs, so that a few slow ones never hold them all.
    private const int ReservedShare = 4;

    private readonly Dictionary<Endpoint, int> byEndpoint = [];
    private readonly Dictionary<string, int> byMerchant = [];
    private int taken;

    public int Free => options.ConcurrencyMax - taken;

    /// <summary>How many calls to one endpoint this node may make, as many nodes as there are now.</summary>
    public int EndpointMax => nodes.Place.ShareOf(options.EndpointConcurrencyMax);

    public bool IsOpenTo(Endpoint endpoint, Circuit? circuit)
    {
        var reserved = TakenBy(endpoint.Merchant) > 0 ? options.ConcurrencyMax / ReservedShare : 0;
        return Free > reserved && !IsFullAt(endpoint, circuit);
    }

    /// <summary>Whether this endpoint has all the places it may have, however many are free.</summary>
    public bool IsFullAt(Endpoint endpoint, Circuit? circuit)
    {
        // An endpoint whose time of rest is over is probed by one call.
        var endpointMax = circuit is { OpenUntil: not null } ? 1 : EndpointMax;
        return byEndpoint.GetValueOrDefault(endpoint) >= endpointMax;
    }

    public int TakenBy(string merchant) => byMerchant.GetValueOrDefault(merchant);

    public void Occupy(Endpoint endpoint) => Change(endpoint, 1);

    public void Vacate(Endpoint endpoint) => Change(endpoint, -1);

    private void Change(Endpoint endpoint, int by)
    {
        taken += by;
        Change(byEndpoint, endpoint, by);
        Change(byMerchant, endpoint.Merchant, by);
    }

    // Who has nothing running is forgotten, else the books would grow with every host there ever was.
    private static void Change<TKey>(Dictionary<TKey, int> counts, TKey key, int by)
        where TKey : notnull
    {
        var count = counts.GetValueOrDefault(key) + by;
        if (count == 0)
        {
            counts.Remove(key);
        }
        else
        {
            counts[key] = count;
        }
    }
}
