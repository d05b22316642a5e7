using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;

namespace Gerai.Tests.Support;

/// <summary>
/// A clock that stands still until it is turned, and tells when somebody begins to wait on it: who turns it earlier
/// would turn it in vain.
/// </summary>
internal sealed class WatchedTime : FakeTimeProvider
{
    public static readonly DateTimeOffset FirstMoment = new(2026, 1, 15, 3, 0, 0, TimeSpan.Zero);

    private readonly Channel<TimeSpan> waits = Channel.CreateUnbounded<TimeSpan>();

    public WatchedTime()
        : base(FirstMoment)
    {
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        waits.Writer.TryWrite(dueTime);
        return timer;
    }

    /// <summary>Returns when somebody has begun to wait this long.</summary>
    public async Task AwaitedAsync(TimeSpan wait)
    {
        while (await waits.Reader.ReadAsync(TestContext.Current.CancellationToken) != wait)
        {
            // Somebody else's wait.
        }
    }
}
