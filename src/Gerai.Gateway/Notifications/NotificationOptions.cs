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

    /// <summary>How many calls run at the same time.</summary>
    public int ConcurrencyMax { get; init; } = 64;

    /// <summary>How many of them go to one merchant's server.</summary>
    public int EndpointConcurrencyMax { get; init; } = 16;

    /// <summary>After how many failures in a row a merchant's server is left alone for a while.</summary>
    public int EndpointFailuresMax { get; init; } = 10;

    /// <summary>
    /// Whether production merchants may be called at private and loopback addresses and on any port. In the sandbox
    /// that is always so.
    /// </summary>
    public bool AllowPrivateAddresses { get; init; }
}
