using System.Diagnostics;

namespace Gerai.AspNetCore;

/// <summary>
/// What the notification endpoint tells of itself. Add <see cref="Name"/> as a source of traces and as a meter.
/// </summary>
/// <remarks>
/// An activity <c>gerai handle</c> for each call of the handler, with <c>gerai.order_id</c>, <c>gerai.status</c> and
/// <c>gerai.outcome</c>. The counters <c>gerai.inbox.received</c> by <c>gerai.outcome</c> (<c>stored</c>,
/// <c>duplicate</c>, <c>test</c>, <c>bad_signature</c>, <c>malformed</c>, <c>too_large</c>, <c>too_slow</c>,
/// <c>not_stored</c>, <c>asked</c>), <c>gerai.inbox.ended</c> by <c>gerai.outcome</c> (<c>handled</c>,
/// <c>superseded</c>, <c>parked</c>, <c>refused</c>), <c>gerai.inbox.failures</c> by <c>error.type</c>, and the
/// histogram <c>gerai.inbox.handler.duration</c> in seconds.
/// </remarks>
public static class PaymentNotificationTelemetry
{
    /// <summary>The name of the activity source and of the meter.</summary>
    public const string Name = "Gerai.AspNetCore";

    internal static ActivitySource Activities { get; } = new(Name);
}
