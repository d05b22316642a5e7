namespace Gerai.Merchants;

/// <summary>A server key that opens the door; the newest has no end.</summary>
internal sealed record KeptKey(ServerKey Key, DateTimeOffset Since, DateTimeOffset? Until);
