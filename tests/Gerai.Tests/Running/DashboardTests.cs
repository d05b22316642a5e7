using System.Diagnostics.Metrics;
using System.Text.Json;
using System.Text.RegularExpressions;
using Gerai.CounterApi;
using Gerai.Notifications;
using Gerai.Payments;
using Gerai.Storage;
using Gerai.Tests.Support;

namespace Gerai.Tests.Running;

/// <summary>docs/operating/grafana.json asks for what is measured, under the names a collector gives it.</summary>
public sealed partial class DashboardTests
{
    [Fact]
    public void Each_name_on_the_dashboard_is_measured_and_each_measurement_is_on_it()
    {
        using var dashboard = JsonDocument.Parse(Repository.Read("docs/operating/grafana.json"));
        var asked = dashboard.RootElement.GetProperty("panels").EnumerateArray()
            .SelectMany(panel => panel.GetProperty("targets").EnumerateArray())
            .SelectMany(target => Name().Matches(target.GetProperty("expr").GetString()!))
            .Select(name => Ending().Replace(name.Value, ""))
            .Distinct()
            .Order(StringComparer.Ordinal);

        Assert.Equal(Measured().Select(NameAtTheCollector).Order(StringComparer.Ordinal), asked);
    }

    [Fact]
    public void The_operators_guide_lists_every_instrument()
    {
        var guide = Repository.Read("docs/operating.md");

        Assert.All(Measured(), one => Assert.Contains($"| `{one.Name}` |", guide, StringComparison.Ordinal));
    }

    private static List<Instrument> Measured()
    {
        using var meters = new Meters();
        var found = new List<Instrument>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (instrument.Meter.Scope == meters)
                {
                    found.Add(instrument);
                }
            },
        };
        listener.Start();
        _ = new PaymentMetrics(meters);
        _ = new CounterMetrics(meters);
        _ = new CommitMetrics(meters);
        _ = new NotificationMetrics(meters, TimeProvider.System);
        return found;
    }

    // As the OpenTelemetry specification translates names for Prometheus: the unit and the kind behind the name.
    private static string NameAtTheCollector(Instrument instrument) =>
        instrument.Name.Replace('.', '_')
        + (instrument.Unit is "s" ? "_seconds" : "")
        + (instrument is Counter<long> ? "_total" : "");

    [GeneratedRegex("gerai_[a-z_]+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Name();

    [GeneratedRegex("_(bucket|count|sum)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Ending();
}
