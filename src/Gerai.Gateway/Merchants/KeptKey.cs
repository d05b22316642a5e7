namespace Gerai.Merchants;

/// <summary>A server key that opens the door; the newest has no end.</summary>
internal sealed record KeptKey(ServerKey Key, DateTimeOffset Since, DateTimeOffset? Until)
{
    /// <summary>Nothing when it has never been used, or not since uses are written down.</summary>
    public KeyUse? LastUse { get; init; }
}
