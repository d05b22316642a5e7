using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Gerai.AspNetCore.Inbox;

/// <summary>Counts what came and what became of it.</summary>
internal sealed class InboxMetrics
{
    private readonly Counter<long> received;
    private readonly Counter<long> ended;
    private readonly Counter<long> failures;
    private readonly Histogram<double> duration;

    public InboxMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(PaymentNotificationTelemetry.Name);
        received = meter.CreateCounter<long>(
            "gerai.inbox.received", "{notification}", "Notifications that came, by what was done with them.");
        ended = meter.CreateCounter<long>(
            "gerai.inbox.ended", "{notification}", "Stored notifications that came to their end.");
        failures = meter.CreateCounter<long>("gerai.inbox.failures", "{attempt}", "Attempts that are made again.");
        duration = meter.CreateHistogram<double>(
            "gerai.inbox.handler.duration", "s", "How long calls of the handler took.");
    }

    public void Received(string outcome) => received.Add(1, new TagList { { "gerai.outcome", outcome } });

    public void Ended(string outcome) => ended.Add(1, new TagList { { "gerai.outcome", outcome } });

    public void Failed(string error) => failures.Add(1, new TagList { { "error.type", error } });

    public void Called(TimeSpan took) => duration.Record(took.TotalSeconds);
}
