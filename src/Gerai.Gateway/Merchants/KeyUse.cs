namespace Gerai.Merchants;

/// <summary>When a key last opened the door, and the network address it came from, to about a minute.</summary>
internal sealed record KeyUse(DateTimeOffset At, string? From);
