namespace Gerai.CoreApi;

/// <summary>Settings of the door for merchants' servers.</summary>
public sealed record CoreApiOptions
{
    /// <summary>The largest request body, in bytes (protocol 1.32).</summary>
    public int BodyBytesMax { get; init; } = 16_000;

    /// <summary>
    /// How many requests a second one merchant may send, to all nodes together; 0 sets no limit (protocol 4.19).
    /// </summary>
    public int RequestsPerSecondMax { get; init; }
}
