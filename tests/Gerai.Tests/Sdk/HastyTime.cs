namespace Gerai.Tests.Sdk;

/// <summary>
/// The system's time, except that nobody waits for the next attempt: timers of less than the limit of an attempt ring
/// at once.
/// </summary>
internal sealed class HastyTime : TimeProvider
{
    private static readonly TimeSpan AttemptTimeout = TimeSpan.FromSeconds(10);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        base.CreateTimer(
            callback,
            state,
            dueTime >= TimeSpan.Zero && dueTime < AttemptTimeout ? TimeSpan.Zero : dueTime,
            period);
}
