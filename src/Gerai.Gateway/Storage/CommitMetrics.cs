using System.Diagnostics.Metrics;

namespace Gerai.Storage;

/// <summary>What an operator watches of the books. docs/operating.md lists the instruments.</summary>
internal sealed class CommitMetrics
{
    /// <summary>The meter's name, for who collects.</summary>
    public const string MeterName = "Gerai.Storage";

    private readonly Meter meter;
    private readonly Histogram<double> commits;
    private readonly Histogram<long> writes;

    public CommitMetrics(IMeterFactory meters)
    {
        meter = meters.Create(MeterName);
        commits = meter.CreateHistogram<double>(
            "gerai.commits.duration", "s", "How long the database took to make a group of writes durable.");
        writes = meter.CreateHistogram<long>(
            "gerai.commits.writes", "{write}", "How many writes shared a commit.");
    }

    public void Note(TimeSpan took, int count)
    {
        commits.Record(took.TotalSeconds);
        writes.Record(count);
    }

    /// <summary>Tells how many writes wait whenever somebody collects.</summary>
    public void Watch(Func<int> waiting) => meter.CreateObservableGauge(
        "gerai.commits.waiting", waiting, "{write}", "How many writes wait for a commit to join.");
}
