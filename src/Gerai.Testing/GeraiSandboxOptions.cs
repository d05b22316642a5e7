namespace Gerai.Testing;

/// <summary>With what a sandbox starts. What is not given has a default that fits most tests.</summary>
public sealed record GeraiSandboxOptions
{
    /// <summary>The merchant's server key; without it a new one, as <c>SB-Mid-server-…</c>.</summary>
    public string? ServerKey { get; init; }

    /// <summary>The merchant's client key; without it a new one, as <c>SB-Mid-client-…</c>.</summary>
    public string? ClientKey { get; init; }

    /// <summary>The merchant's name, as receipts show it: at most 60 characters.</summary>
    public string MerchantName { get; init; } = "Test shop";

    /// <summary>
    /// Where notifications go instead of <see cref="GeraiSandbox.Inbox"/>, such as the shop under test. It may be
    /// changed later with <see cref="GeraiSandbox.NotifyAtAsync"/>, which can also name the inbox beside it.
    /// </summary>
    public Uri? NotifyAt { get; init; }

    /// <summary>What <see cref="GeraiSandbox.Clock"/> shows at the start; without it, the real time.</summary>
    public DateTimeOffset? StartAt { get; init; }

    /// <summary>
    /// How long, in real time, the sandbox waits for what a test expects before it says that it did not come.
    /// </summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Names the shop and no key, so that a log of it is harmless.</summary>
    public override string ToString() => $"sandbox of {MerchantName}";
}
