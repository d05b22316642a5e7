using Gerai.Nodes;
using Gerai.Notifications;
using Gerai.Payments;
using Gerai.Tests.Support;

namespace Gerai.Tests.Notifications;

/// <summary>A dispatcher that is asked to end: what it has begun, it finishes.</summary>
public sealed class DispatcherShutdownTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_shutdown_waits_for_calls_under_way_and_writes_down_how_they_ended()
    {
        var answer = new TaskCompletionSource();
        await using var receiver = new RawReceiver(async call =>
        {
            await answer.Task;
            await call.AnswerAsync("HTTP/1.1 200 OK\r\nContent-Length: 0");
        });
        var (time, outbox, options) = (new WatchedTime(), new MemoryOutbox(), new NotificationOptions());
        using var meters = new Meters();
        using var sender = new NotificationSender(new OutboundAddressPolicy(options), options, time);
        using var dispatcher = new Dispatcher(
            outbox,
            new FairTaker(outbox, options, new LivingNodes()),
            sender,
            new CircuitBreaker(outbox, options, time),
            new NotificationMetrics(meters, time),
            options,
            new OutboxSignal(),
            NobodyElse.Listens(),
            new FixedChance(0),
            time,
            new RecordingLog<Dispatcher>());
        outbox.Add(DueNotification.At(receiver.Address));
        await dispatcher.StartAsync(Cancel);
        await receiver.NextAsync();

        var stopping = dispatcher.StopAsync(Cancel);
        Assert.False(stopping.IsCompleted);
        answer.SetResult();
        await stopping;

        Assert.Equal(NotificationState.Delivered, (await outbox.NextRecordedAsync()).State);
    }
}
