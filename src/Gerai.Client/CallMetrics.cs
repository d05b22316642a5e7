using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Gerai.Client;

/// <summary>Counts and times the calls of a client.</summary>
internal sealed class CallMetrics(Meter meter)
{
    private readonly Histogram<double> duration = meter.CreateHistogram<double>(
        "gerai.client.call.duration", "s", "How long calls took, with their retries.");

    private readonly Counter<long> retries = meter.CreateCounter<long>(
        "gerai.client.retries", "{attempt}", "Attempts beyond the first.");

    public void Ended(Call call, string? statusCode, TimeSpan took) => duration.Record(took.TotalSeconds, new TagList
    {
        { "gerai.operation", call.Operation },
        { "gerai.status_code", statusCode ?? "none" },
    });

    public void Retried(Call call) => retries.Add(1, new TagList { { "gerai.operation", call.Operation } });
}
