namespace Gerai.Running;

/// <summary>How a node leaves: what it waits for when it is asked to end, and how long.</summary>
public sealed record DrainOptions
{
    /// <summary>For who runs alone, with no balancer that has to notice: a sandbox, a demo, a test.</summary>
    public static DrainOptions AtOnce { get; } = new() { Delay = TimeSpan.Zero, Limit = TimeSpan.FromSeconds(5) };

    /// <summary>
    /// How long it goes on taking requests while it says that it is not ready, so that a balancer can take it out.
    /// </summary>
    public TimeSpan Delay { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long what is under way may take after that; what takes longer is cut off. More than the time limit of a
    /// notification, so that calls to merchants end by themselves.
    /// </summary>
    public TimeSpan Limit { get; init; } = TimeSpan.FromSeconds(20);

    internal TimeSpan Longest => Delay + Limit;

    internal bool IsValid =>
        Delay >= TimeSpan.Zero && Limit > TimeSpan.Zero && Longest <= TimeSpan.FromMinutes(10);
}
