using Gerai.LoadTests.Load;

namespace Gerai.LoadTests.Report;

/// <summary>A line of the table: what is measured, with how many at a time, and what its rounds have shown.</summary>
internal sealed class Row(string name, int connections, Func<int, Task<Measurement>> measure)
{
    private readonly List<Measurement> rounds = [];

    public string Name => name;

    public int Connections => connections;

    /// <summary>The same load with a commit for each request; only charges have one.</summary>
    public Row? OneCommitEach { get; init; }

    /// <summary>The same number of connections on the bare web server, or of calls by a bare loop.</summary>
    public Row? Ceiling { get; init; }

    /// <summary>One call after the other; only deliveries have one.</summary>
    public Row? Loop { get; init; }

    public Task WarmUpAsync(int seconds) => measure(seconds);

    public async Task MeasureAsync(int seconds) => rounds.Add(await measure(seconds));

    public Spread Of(Func<Measurement, double> figure) => Spread.Of(rounds.Select(figure));

    /// <summary>How many times as many a second as the other row, round by round: both had the same weather.</summary>
    public Spread? Against(Row? other) => other is null
        ? null
        : Spread.Of(rounds.Zip(other.rounds, (own, others) => own.PerSecond / others.PerSecond));
}
