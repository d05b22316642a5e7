using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Gerai.Notifications;

/// <summary>What an operator watches of delivery. docs/operating.md lists the instruments.</summary>
internal sealed class NotificationMetrics
{
    /// <summary>The meter's name, for who collects.</summary>
    public const string MeterName = "Gerai.Notifications";

    private readonly TimeProvider time;
    private readonly Histogram<double> firstAttempt;
    private readonly Counter<long> attempts;
    private readonly Counter<long> alerts;
    private readonly ObservableGauge<long> waiting;
    private readonly ObservableGauge<double> oldest;
    private readonly ObservableGauge<long> open;
    private Backlog? backlog;

    public NotificationMetrics(IMeterFactory meters, TimeProvider time)
    {
        this.time = time;
        var meter = meters.Create(MeterName);
        firstAttempt = meter.CreateHistogram<double>(
            "gerai.notifications.first_attempt.delay", "s", "From the change of a payment to the first call about it.");
        attempts = meter.CreateCounter<long>(
            "gerai.notifications.attempts", "{attempt}", "Calls to merchants, by how they ended.");
        alerts = meter.CreateCounter<long>(
            "gerai.notifications.alerts", "{mail}", "Mails about servers that fail, by how sending ended.");
        waiting = meter.CreateObservableGauge(
            "gerai.notifications.backlog",
            () => Seen(now => (long)now.Count),
            "{notification}",
            $"Notifications that are due and not on their way, counted up to {Backlog.CountMax}.");
        oldest = meter.CreateObservableGauge(
            "gerai.notifications.backlog.age", () => Seen(AgeOf), "s", "How long the oldest of them has been due.");
        open = meter.CreateObservableGauge(
            "gerai.notifications.endpoints.open",
            () => Seen(now => (long)now.EndpointsOpen),
            "{endpoint}",
            "Merchants' servers that are left alone because they fail.");
    }

    /// <summary>Whether somebody collects what it costs a look into the books to know.</summary>
    public bool IsBacklogWatched => waiting.Enabled || oldest.Enabled || open.Enabled;

    public void Note(LeasedNotification leased, Attempt attempt)
    {
        attempts.Add(1, new TagList { { "result", attempt.Result.ToString() } });
        if (attempt.Number == 1)
        {
            firstAttempt.Record((attempt.StartedAt - leased.DueSince).TotalSeconds);
        }
    }

    public void NoteAlert(bool isSent) =>
        alerts.Add(1, new TagList { { "result", isSent ? "Sent" : "Failed" } });

    public void Note(Backlog counted) => Volatile.Write(ref backlog, counted);

    // Nothing is said before the first look, since nothing is known.
    private IEnumerable<Measurement<T>> Seen<T>(Func<Backlog, T> read)
        where T : struct => Volatile.Read(ref backlog) is { } seen ? [new Measurement<T>(read(seen))] : [];

    private double AgeOf(Backlog seen) =>
        seen.OldestDueAt is { } due ? (time.GetUtcNow() - due).TotalSeconds : 0;
}
