using Gerai.Values;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Gerai.Cli;

/// <summary>
/// Sends traces of payments and measurements to an OpenTelemetry collector, when the standard variables name one. Else
/// nothing is collected, and nothing is paid for it.
/// </summary>
internal static class Telemetry
{
    private const string EndpointVariable = "OTEL_EXPORTER_OTLP_ENDPOINT";

    private const string ServiceNameVariable = "OTEL_SERVICE_NAME";

    /// <summary>Ours, and what ASP.NET Core and the runtime measure by themselves.</summary>
    private static readonly string[] Meters =
    [
        .. GatewayApp.MeterNames,
        "Microsoft.AspNetCore.Hosting",
        "Microsoft.AspNetCore.Server.Kestrel",
        "System.Runtime",
    ];

    // Of traces only our own: the framework's tell the path of each request, in which orders and keys to pages stand.
    public static void Add(WebApplicationBuilder builder)
    {
        if (GatewayPlace.Setting(EndpointVariable) is null)
        {
            return;
        }

        builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(GatewayPlace.Setting(ServiceNameVariable) ?? "gerai"))
            .WithTracing(traces => traces.AddSource(PaymentTrace.SourceName).AddOtlpExporter())
            .WithMetrics(metrics => metrics.AddMeter(Meters).AddOtlpExporter());
    }
}
