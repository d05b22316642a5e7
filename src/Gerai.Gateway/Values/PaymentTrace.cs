using System.Diagnostics;

namespace Gerai.Values;

/// <summary>
/// The trace of a payment. Its number is the transaction id, so that every node finds it, days later too, and nothing
/// has to be kept or sent along; and whoever has the transaction id finds the trace. All spans stand below the payment
/// itself, which no span tells.
/// </summary>
internal static class PaymentTrace
{
    /// <summary>The source's name, for who collects.</summary>
    public const string SourceName = "Gerai";

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>
    /// Begins a span of a payment, if somebody collects. It is linked with the trace of the request that it is a part
    /// of, which is the caller's own.
    /// </summary>
    public static Activity? Begin(string what, TransactionId id, ActivityKind kind = ActivityKind.Internal)
    {
        if (!Source.HasListeners())
        {
            return null;
        }

        var payment = ContextOf(id);
        ActivityLink[]? links = Activity.Current is { IdFormat: ActivityIdFormat.W3C } around
            && around.TraceId != payment.TraceId
                ? [new ActivityLink(around.Context)]
                : null;
        return Source.StartActivity(what, kind, payment, tags: null, links);
    }

    /// <summary>Trace and payment: the 16 bytes of the transaction id, and the last eight of them.</summary>
    public static ActivityContext ContextOf(TransactionId id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.Value.TryWriteBytes(bytes, bigEndian: true, out _);
        return new ActivityContext(
            ActivityTraceId.CreateFromBytes(bytes),
            ActivitySpanId.CreateFromBytes(bytes[8..]),
            ActivityTraceFlags.Recorded,
            isRemote: true);
    }
}
