using System.Diagnostics.Metrics;

namespace Gerai.Storage;

/// <summary>What an operator watches of the books. docs/operating.md lists the instruments.</summary>
internal sealed class CommitMetrics
{
    /// <summary>The meter's name, for who collects.</summary>
    public const string MeterName = "Gerai.Storage";

    private readonly Histogram<double> commits;
    private readonly Histogram<long> writes;
    private Func<int> waiting = () => 0;

    public CommitMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        commits = meter.CreateHistogram<double>(
            "gerai.commits.duration", "s", "How long the database took to make a group of writes durable.");
        writes = meter.CreateHistogram<long>(
            "gerai.commits.writes", "{write}", "How many writes shared a commit.");
        meter.CreateObservableGauge(
            "gerai.commits.waiting", () => waiting(), "{write}", "How many writes wait for a commit to join.");
    }

    public void Note(TimeSpan took, int count)
    {
        commits.Record(took.TotalSeconds);
        writes.Record(count);
    }

    /// <summary>Where it can be seen how many writes wait.</summary>
    public void Watch(Func<int> count) => waiting = count;
}
