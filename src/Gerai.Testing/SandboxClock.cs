using Microsoft.Extensions.Time.Testing;

namespace Gerai.Testing;

/// <summary>
/// The sandbox's own clock. It stands still until a test turns it, so what a test sees does not depend on how fast the
/// machine is. A shop that takes a <see cref="TimeProvider"/> may be given this one, and then both live in one time.
/// </summary>
/// <example><code>await gerai.Clock.AdvanceAsync(TimeSpan.FromHours(25));</code></example>
public sealed class SandboxClock : TimeProvider
{
    private readonly FakeTimeProvider time;

    // The books keep milliseconds; what the clock shows must be what is read back from them.
    internal SandboxClock(DateTimeOffset start) =>
        time = new FakeTimeProvider(DateTimeOffset.FromUnixTimeMilliseconds(start.ToUnixTimeMilliseconds()));

    /// <summary>What the clock shows.</summary>
    public DateTimeOffset Now => time.GetUtcNow();

    /// <inheritdoc/>
    public override long TimestampFrequency => time.TimestampFrequency;

    internal TimeWalk? Walk { get; set; }

    /// <summary>
    /// Turns the clock at one stroke and returns at once; what has become due happens soon after, in the background.
    /// A call to the shop that is under way may run into its time limit of 15 seconds: this is the way to get it
    /// there. All other tests are better off with <see cref="AdvanceAsync"/>.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Time does not run backwards.</exception>
    public void Advance(TimeSpan by)
    {
        MoveTo(Now + NotBackwards(by));
        Walk?.Wake();
    }

    /// <summary>
    /// Lets this much time pass as it would: every payment expires, every notification and every retry is sent at its
    /// own moment, one after the other. When it returns, all that was due has happened and has been told.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Time does not run backwards.</exception>
    /// <exception cref="TimeoutException">A shop does not answer a notification; the message says which.</exception>
    public Task AdvanceAsync(TimeSpan by, CancellationToken cancel = default)
    {
        NotBackwards(by);
        return Walk is { } walk ? walk.AdvanceAsync(by, cancel) : Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => time.GetUtcNow();

    /// <inheritdoc/>
    public override long GetTimestamp() => time.GetTimestamp();

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        time.CreateTimer(callback, state, dueTime, period);

    /// <summary>The time it shows.</summary>
    public override string ToString() => time.ToString();

    internal void MoveTo(DateTimeOffset moment)
    {
        if (moment > Now)
        {
            time.SetUtcNow(moment);
        }
    }

    private static TimeSpan NotBackwards(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        return by;
    }
}
