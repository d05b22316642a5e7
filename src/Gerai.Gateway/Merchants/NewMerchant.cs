using Gerai.Values;

namespace Gerai.Merchants;

/// <summary>What an account is opened with; keys that are not given are made.</summary>
internal sealed record NewMerchant
{
    public required GatewayEnvironment Environment { get; init; }

    public required string Name { get; init; }

    public IReadOnlyList<string> NotificationUrls { get; init; } = [];

    public EmailAddress? AlertEmail { get; init; }

    public string? ServerKey { get; init; }

    public string? ClientKey { get; init; }

    public WebhookSecret? WebhookSecret { get; init; }

    /// <summary>In whose name it is opened, for the activity log; nobody for a host's own account.</summary>
    public Actor? By { get; init; }

    // Records print their members; keys must not be among them.
    public override string ToString() => $"{Name} ({Environment})";
}
