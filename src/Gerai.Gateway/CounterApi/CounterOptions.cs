namespace Gerai.CounterApi;

/// <summary>Settings of the door for store networks.</summary>
public sealed record CounterOptions
{
    /// <summary>How far a request's timestamp may be from our clock, either way.</summary>
    public TimeSpan TimestampTolerance { get; init; } = TimeSpan.FromSeconds(300);

    /// <summary>The largest body that is read.</summary>
    public int BodyBytesMax { get; init; } = 16_000;
}
