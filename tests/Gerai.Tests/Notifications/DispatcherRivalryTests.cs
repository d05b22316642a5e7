using Gerai.Nodes;
using Gerai.Notifications;
using Gerai.Payments;
using Gerai.Tests.Support;

namespace Gerai.Tests.Notifications;

/// <summary>What two transactions at once can hide from each other, and a dispatcher must find all the same.</summary>
public sealed class DispatcherRivalryTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_newer_state_that_comes_while_the_older_one_is_written_down_goes_out_at_once_6_32()
    {
        await using var receiver = new RawReceiver(RawReceiver.Always("HTTP/1.1 200 OK\r\nContent-Length: 0"));
        var (time, outbox, options) = (new WatchedTime(), new MemoryOutbox(), new NotificationOptions());
        var signal = new OutboxSignal();
        using var meters = new Meters();
        using var sender = new NotificationSender(new OutboundAddressPolicy(options), options, time);
        using var dispatcher = new Dispatcher(
            outbox,
            new FairTaker(outbox, options, new LivingNodes()),
            sender,
            new CircuitBreaker(outbox, options, time),
            new NotificationMetrics(meters, time),
            options,
            signal,
            NobodyElse.Listens(),
            new FixedChance(0),
            time,
            new RecordingLog<Dispatcher>());
        var older = DueNotification.At(receiver.Address);
        outbox.Add(older);
        outbox.WhileRecording = async () =>
        {
            // Once from the start, and once because the call has left its place.
            await WentRoundAsync(time);
            await WentRoundAsync(time);
            outbox.Add(DueNotification.NextVersionOf(older));
            signal.Raise();

            // It looks for the newer one and finds the older one still in its way.
            await WentRoundAsync(time);
        };

        await dispatcher.StartAsync(Cancel);

        // The clock stands still: no second passes after which it would look by itself.
        Assert.Equal(1, (await outbox.NextRecordedAsync()).Notification.Version);
        Assert.Equal(2, (await outbox.NextRecordedAsync()).Notification.Version);
        await dispatcher.StopAsync(Cancel);
    }

    // A round begins to count a second, looks, and counts one more to wait.
    private static async Task WentRoundAsync(WatchedTime time)
    {
        await time.AwaitedAsync(TimeSpan.FromSeconds(1));
        await time.AwaitedAsync(TimeSpan.FromSeconds(1));
    }
}
