using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Gerai.Client;

/// <summary>
/// What a <see cref="GeraiClient"/> tells of itself. Add <see cref="Name"/> as a source of traces and as a meter.
/// </summary>
/// <remarks>
/// An activity for each call, <c>gerai charge</c>, <c>gerai status</c>, <c>gerai cancel</c> or <c>gerai expire</c>,
/// with <c>gerai.order_id</c> (or the id that was asked for), <c>gerai.status_code</c> and <c>gerai.attempts</c>. The
/// histogram <c>gerai.client.call.duration</c> in seconds and the counter <c>gerai.client.retries</c>, both by
/// <c>gerai.operation</c>, the first also by <c>gerai.status_code</c> (<c>none</c> without an answer).
/// </remarks>
public static class GeraiTelemetry
{
    /// <summary>The name of the activity source and of the meter.</summary>
    public const string Name = "Gerai.Client";

    internal static ActivitySource Activities { get; } = new(Name);

    // For clients that were made without dependency injection; one for all, as it lives as long as the process.
    internal static Meter Meter { get; } = new(Name);
}
