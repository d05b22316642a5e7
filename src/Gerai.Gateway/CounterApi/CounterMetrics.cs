using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Gerai.CounterApi;

/// <summary>What an operator watches of the tills. docs/operating.md lists the instruments.</summary>
internal sealed class CounterMetrics
{
    /// <summary>The meter's name, for who collects.</summary>
    public const string MeterName = "Gerai.CounterApi";

    private readonly Counter<long> refusals;

    public CounterMetrics(IMeterFactory meters) => refusals = meters.Create(MeterName).CreateCounter<long>(
        "gerai.counter.refusals", "{refusal}", "Requests of terminals that were refused, by reason.");

    public void Note(CounterReply reply)
    {
        if (reply.Refusal is { } reason)
        {
            refusals.Add(1, new TagList { { "reason", reason } });
        }
    }
}
