namespace Gerai.Notifications;

/// <summary>
/// How an endpoint in trouble stands: how many calls failed in a row and, once they were too many, until when it is
/// left alone. An endpoint without trouble has none. Pure.
/// </summary>
/// <param name="Openings">How often it was opened since it last answered; each time is longer.</param>
/// <param name="OpenUntil">From this moment on one call may probe it.</param>
internal sealed record Circuit(int Failures, int Openings, DateTimeOffset? OpenUntil)
{
    private static readonly TimeSpan FirstOpening = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestOpening = TimeSpan.FromMinutes(10);

    // Beyond this many doublings the longest opening is reached anyway.
    private const int DoublingsMax = 10;

    public bool IsOpenAt(DateTimeOffset now) => OpenUntil > now;

    /// <summary>
    /// Whether a call says that the server is in trouble. One that answers is alive, whatever it says of us; and one
    /// we may not call costs nobody any time.
    /// </summary>
    public static bool CountsAgainst(Delivery delivery) => delivery.Result switch
    {
        DeliveryResult.TimedOut => true,
        DeliveryResult.ConnectionFailed => true,
        DeliveryResult.TlsFailed => true,
        DeliveryResult.Refused => delivery.HttpStatus >= 500,
        DeliveryResult.Delivered => false,
        DeliveryResult.RedirectNotFollowed => false,
        DeliveryResult.RedirectFailed => false,
        DeliveryResult.AddressForbidden => false,
    };

    /// <summary>How it stands after one more call has failed.</summary>
    public static Circuit AfterFailure(Circuit? before, bool wasProbe, DateTimeOffset now, int failuresMax)
    {
        // A call that began before the circuit was opened tells nothing new, and must not prolong it.
        if (before is { OpenUntil: not null } && !wasProbe)
        {
            return before;
        }

        var failures = (before?.Failures ?? 0) + 1;
        if (failures < failuresMax)
        {
            return new Circuit(failures, 0, null);
        }

        var openings = (before?.Openings ?? 0) + 1;
        return new Circuit(failures, openings, now + OpenFor(openings));
    }

    private static TimeSpan OpenFor(int openings)
    {
        var doubled = FirstOpening * (1 << Math.Min(openings - 1, DoublingsMax));
        return doubled < LongestOpening ? doubled : LongestOpening;
    }
}
