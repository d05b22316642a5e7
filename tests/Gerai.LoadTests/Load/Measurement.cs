namespace Gerai.LoadTests.Load;

/// <summary>What one round has measured. Times to answer are those of a loader that waits for each answer.</summary>
internal sealed record Measurement
{
    public required long Answers { get; init; }

    public required TimeSpan Took { get; init; }

    public TimeSpan Median { get; init; }

    public TimeSpan Percentile99 { get; init; }

    /// <summary>Processor time of the server; of the loader is the other one.</summary>
    public TimeSpan ServerCpu { get; init; }

    public TimeSpan LoaderCpu { get; init; }

    public double PerSecond => Answers / Took.TotalSeconds;
}
