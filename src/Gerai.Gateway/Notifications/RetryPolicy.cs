using Gerai.Values;

namespace Gerai.Notifications;

/// <summary>
/// How often and when to try again, as documented (protocol 6.22 to 6.29). Pure but for the chance it is given.
/// </summary>
internal static class RetryPolicy
{
    // A server that says when it will be back is believed, but not for ever.
    private static readonly TimeSpan LaterMax = TimeSpan.FromHours(1);

    // Each wait is drawn from a range that ends at the table's value. It starts at a quarter of it: for the first wait
    // that is 30 seconds, and the documentation tells of a first retry after 33 (protocol 6.27, 11.23).
    private const double ShortestShare = 0.25;

    /// <summary>How long to wait before the next attempt, or null to give up.</summary>
    /// <param name="retriesMade">How many retries there were before: none after the first attempt.</param>
    /// <param name="waits">
    /// The schedule: how long each wait is at most, and how many there are. The documented one has five (6.27, 6.28);
    /// where the documentation allows an answer fewer than all, the number stays whatever the schedule.
    /// </param>
    public static TimeSpan? NextWait(
        Delivery delivery, int retriesMade, IReadOnlyList<TimeSpan> waits, RandomSource random)
    {
        // The latest answer alone says how many retries there are in all (protocol 6.29).
        var allowed = Math.Min(RetriesAllowed(delivery, waits.Count), waits.Count);
        if (retriesMade >= allowed)
        {
            return null;
        }

        var drawn = waits[retriesMade] * (ShortestShare + ((1 - ShortestShare) * random.NextFraction()));
        return delivery.RetryAfter is { } asked && asked > drawn ? Min(asked, drawn + LaterMax) : drawn;
    }

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private static int RetriesAllowed(Delivery delivery, int all) => delivery.Result switch
    {
        DeliveryResult.Delivered => 0,
        DeliveryResult.RedirectNotFollowed => 0,

        // The address will be no better later, and a name that leads inside must not get five more chances to do so.
        DeliveryResult.AddressForbidden => 0,

        DeliveryResult.Refused => delivery.HttpStatus switch
        {
            400 or 404 => 2,
            500 => 1,
            503 => 4,
            _ => all,
        },
        DeliveryResult.RedirectFailed => all,
        DeliveryResult.TimedOut => all,
        DeliveryResult.ConnectionFailed => all,
        DeliveryResult.TlsFailed => all,
    };
}
