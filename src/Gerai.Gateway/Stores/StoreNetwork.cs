using Gerai.Values;

namespace Gerai.Stores;

/// <summary>
/// Who speaks for a chain's counters: it signs its requests with a secret of its own, and sees the payments of one
/// chain in one environment.
/// </summary>
internal sealed record StoreNetwork(string Name, StoreChain Chain, GatewayEnvironment Environment, string Secret)
{
    public const int NameLengthMax = 40;

    // Records print their members; a secret must not be among them.
    public override string ToString() => $"{Name} ({Chain}, {Environment})";
}
