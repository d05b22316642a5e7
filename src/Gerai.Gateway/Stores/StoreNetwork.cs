using Gerai.Values;

namespace Gerai.Stores;

/// <summary>
/// Who speaks for a chain's counters: it signs its requests with a secret of its own, and sees the payments of one
/// chain in one environment.
/// </summary>
internal sealed record StoreNetwork(string Name, StoreChain Chain, GatewayEnvironment Environment, string Secret)
{
    public const int NameLengthMax = 40;

    /// <summary>
    /// What a sandbox has from the start. Everybody knows these secrets, so that a code can be paid from any test:
    /// they guard play money only.
    /// </summary>
    public static IReadOnlyList<StoreNetwork> Sandbox { get; } =
    [
        new("alfamart-sandbox", StoreChain.Alfamart, GatewayEnvironment.Sandbox, "sandbox-secret-alfamart"),
        new("indomaret-sandbox", StoreChain.Indomaret, GatewayEnvironment.Sandbox, "sandbox-secret-indomaret"),
    ];

    // Records print their members; a secret must not be among them.
    public override string ToString() => $"{Name} ({Chain}, {Environment})";
}
