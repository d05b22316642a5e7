using System.Diagnostics.Metrics;

namespace Gerai.Storage;

/// <summary>What an operator watches of the books. docs/operating.md lists the instruments.</summary>
internal sealed class CommitMetrics
{
    /// <summary>The meter's name, for who collects.</summary>
    public const string MeterName = "Gerai.Storage";

    private readonly Histogram<double> commits;

    public CommitMetrics(IMeterFactory meters) => commits = meters.Create(MeterName).CreateHistogram<double>(
        "gerai.commits.duration", "s", "How long the database took to make a group of writes durable.");

    public void Note(TimeSpan took) => commits.Record(took.TotalSeconds);
}
