namespace Gerai.Notifications;

/// <summary>Settings of delivery. The defaults are the documented ones (protocol 6.21, 6.27).</summary>
public sealed record NotificationOptions
{
    private static readonly int[] WaitMinutes = [2, 10, 30, 90, 210];

    /// <summary>For the whole exchange, redirects included.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// The upper bounds of the waits before each retry, of merchants without a schedule of their own.
    /// </summary>
    public IReadOnlyList<TimeSpan> Waits { get; init; } =
        [.. WaitMinutes.Select(minutes => TimeSpan.FromMinutes(minutes))];

    /// <summary>How many calls run at the same time on one node.</summary>
    public int ConcurrencyMax { get; init; } = 64;

    /// <summary>
    /// How many calls to one merchant's server run at the same time on all nodes together, shared among them; each has
    /// at least one.
    /// </summary>
    public int EndpointConcurrencyMax { get; init; } = 16;

    /// <summary>After how many failures in a row a merchant's server is left alone for a while.</summary>
    public int EndpointFailuresMax { get; init; } = 10;

    /// <summary>
    /// Networks that production merchants may be called in although they are not public, as in <c>10.20.0.0/16</c>.
    /// Sandbox merchants may be called anywhere and on any port.
    /// </summary>
    public IReadOnlyList<string> AllowedNetworks { get; init; } = [];

    /// <summary>The ports that production merchants may be called on (protocol 6.33).</summary>
    public IReadOnlyList<int> AllowedPorts { get; init; } = [80, 443];

    /// <summary>How production merchants may be called: <c>http</c>, <c>https</c> or both (protocol 6.33).</summary>
    public IReadOnlyList<string> AllowedSchemes { get; init; } = [Uri.UriSchemeHttp, Uri.UriSchemeHttps];

    /// <summary>
    /// A PEM file with authorities whose certificates are trusted beside those that the system trusts.
    /// </summary>
    public string? CertificateAuthorityFile { get; init; }
}
