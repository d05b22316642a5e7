namespace Gerai.Cli;

/// <summary>Where a gateway's things are said to be; whether they are there is another question.</summary>
internal sealed record GatewayFiles
{
    /// <summary>The connection string.</summary>
    public required string Database { get; init; }

    public string? SealingKeyFile { get; init; }

    public string? SettingsFile { get; init; }
}
