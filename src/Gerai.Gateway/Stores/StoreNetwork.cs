using Gerai.Values;

namespace Gerai.Stores;

/// <summary>
/// Who speaks for a chain's counters: it signs its requests with a secret of its own, and sees the payments of one
/// chain in one environment.
/// </summary>
/// <param name="Name">What it signs with.</param>
/// <param name="Chain">Whose counters.</param>
/// <param name="Environment">Play money or real money.</param>
/// <param name="Secret">The newest.</param>
internal sealed record StoreNetwork(string Name, StoreChain Chain, GatewayEnvironment Environment, string Secret)
{
    public const int NameLengthMax = 40;

    private const int SecretLength = 43;

    /// <summary>
    /// What a sandbox has from the start. Everybody knows these secrets, so that a code can be paid from any test:
    /// they guard play money only.
    /// </summary>
    public static IReadOnlyList<StoreNetwork> Sandbox { get; } =
    [
        new("alfamart-sandbox", StoreChain.Alfamart, GatewayEnvironment.Sandbox, "sandbox-secret-alfamart"),
        new("indomaret-sandbox", StoreChain.Indomaret, GatewayEnvironment.Sandbox, "sandbox-secret-indomaret"),
    ];

    /// <summary>Older secrets that are still good for a while.</summary>
    public IReadOnlyList<string> EarlierSecrets { get; init; } = [];

    /// <summary>Letters, digits and hyphens, since it travels in a header.</summary>
    public static bool IsName(string? text) =>
        text is { Length: > 0 and <= NameLengthMax } && text.All(one => char.IsAsciiLetterOrDigit(one) || one == '-');

    /// <summary>
    /// Whether it is one of those a sandbox has: its secret stands in the documents, and the tills of the sandbox sign
    /// with it, so it is never rotated.
    /// </summary>
    public static bool IsOfSandbox(string name) => Sandbox.Any(network => network.Name == name);

    public static string NewSecret(RandomSource random) => random.NextText(SecretLength);

    // Records print their members; a secret must not be among them.
    public override string ToString() => $"{Name} ({Chain}, {Environment})";
}

/// <summary>A store network as a list shows it: of its secrets only what tells one from another.</summary>
internal sealed record NetworkEntry
{
    public required string Name { get; init; }

    public required StoreChain Chain { get; init; }

    public required GatewayEnvironment Environment { get; init; }

    public required DateTimeOffset Since { get; init; }

    /// <summary>Since when it is switched off, if it is.</summary>
    public DateTimeOffset? ClosedAt { get; init; }

    /// <summary>Those that are good, the newest first.</summary>
    public required IReadOnlyList<SecretEntry> Secrets { get; init; }
}

/// <summary>A secret that is good, without itself; the newest has no end.</summary>
internal sealed record SecretEntry(string Fingerprint, DateTimeOffset Since, DateTimeOffset? Until);
