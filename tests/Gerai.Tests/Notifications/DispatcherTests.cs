using System.Security.Cryptography;
using System.Text;
using Gerai.Nodes;
using Gerai.Notifications;
using Gerai.Payments;
using Gerai.Tests.Support;
using Gerai.Wire;

namespace Gerai.Tests.Notifications;

/// <summary>
/// The loop with a real receiver, a clock that stands still unless turned, and an outbox that may fail.
/// </summary>
public sealed class DispatcherTests : IAsyncLifetime
{
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 0";

    private static readonly TimeSpan OneSecond = TimeSpan.FromSeconds(1);

    private readonly WatchedTime time = new();
    private readonly MemoryOutbox outbox = new();
    private readonly OutboxSignal signal = new();
    private readonly RecordingLog<Dispatcher> log = new();
    private readonly Meters meters = new();
    private readonly List<IDisposable> parts = [];
    private Dispatcher? dispatcher;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    // A shutdown whose time is over as it begins.
    private static CancellationToken AtOnce => new(canceled: true);

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (dispatcher is not null)
        {
            await dispatcher.StopAsync(AtOnce);
        }

        parts.ForEach(part => part.Dispose());
        meters.Dispose();
    }

    [Fact]
    public async Task The_payment_is_told_as_it_was_signed_with_the_key_as_it_is_6_20()
    {
        await using var receiver = new RawReceiver(RawReceiver.Always(Ok));
        var leased = DueNotification.At(receiver.Address);
        outbox.Add(leased);

        await StartAsync();

        var recorded = await outbox.NextRecordedAsync();
        var body = TransactionBody.Notification(leased.Payment, Some.ServerKey);
        Assert.Equal(NotificationState.Delivered, recorded.State);
        Assert.Null(recorded.DueAgainAt);
        Assert.Equal(
            new Attempt
            {
                Number = 1,
                StartedAt = WatchedTime.FirstMoment,
                Took = TimeSpan.Zero,
                Result = DeliveryResult.Delivered,
                HttpStatus = 200,
                Answer = new AnswerSeen(null, null, null),
                BodyHash = Convert.ToHexStringLower(SHA256.HashData(body)),
            },
            recorded.Attempt);
        Assert.Equal(body, (await receiver.NextAsync()).Body);
    }

    [Fact]
    public async Task A_signal_sends_at_once_what_has_just_come_in()
    {
        await using var receiver = new RawReceiver(RawReceiver.Always(Ok));
        await StartAsync();
        await time.AwaitedAsync(OneSecond);

        outbox.Add(DueNotification.At(receiver.Address));
        signal.Raise();

        Assert.Equal(NotificationState.Delivered, (await outbox.NextRecordedAsync()).State);
    }

    [Fact]
    public async Task What_another_node_has_left_is_found_within_a_second()
    {
        await using var receiver = new RawReceiver(RawReceiver.Always(Ok));
        await StartAsync();
        await time.AwaitedAsync(OneSecond);

        outbox.Add(DueNotification.At(receiver.Address));
        time.Advance(OneSecond);

        Assert.Equal(NotificationState.Delivered, (await outbox.NextRecordedAsync()).State);
    }

    [Fact]
    public async Task The_loop_wakes_when_the_next_row_is_due()
    {
        var soon = TimeSpan.FromMilliseconds(400);
        await using var receiver = new RawReceiver(RawReceiver.Always(Ok));
        outbox.Add(DueNotification.At(receiver.Address, dueAt: WatchedTime.FirstMoment + soon));
        await StartAsync();

        await time.AwaitedAsync(soon);
        Assert.Equal(0, receiver.CallsCount);
        time.Advance(soon);

        Assert.Equal(NotificationState.Delivered, (await outbox.NextRecordedAsync()).State);
    }

    [Theory]
    [InlineData(503, 0, 30)]
    [InlineData(503, 3, 1350)]
    [InlineData(404, 1, 150)]
    [InlineData(401, 4, 3150)]
    public async Task A_refusal_is_due_again_after_the_documented_wait_6_27(int status, int attempts, int seconds)
    {
        await using var receiver = new RawReceiver(RawReceiver.Always($"HTTP/1.1 {status} No\r\nContent-Length: 0"));
        outbox.Add(DueNotification.At(receiver.Address, attempts: attempts));

        await StartAsync();

        var recorded = await outbox.NextRecordedAsync();
        Assert.Equal(NotificationState.Waiting, recorded.State);
        Assert.Equal(attempts + 1, recorded.Attempt.Number);
        Assert.Equal(WatchedTime.FirstMoment.AddSeconds(seconds), recorded.DueAgainAt);
    }

    [Theory]
    [InlineData(302, 0)]
    [InlineData(500, 1)]
    [InlineData(503, 4)]
    [InlineData(401, 5)]
    public async Task When_the_schedule_is_used_up_it_is_given_up_6_28(int status, int attempts)
    {
        await using var receiver = new RawReceiver(RawReceiver.Always($"HTTP/1.1 {status} No\r\nContent-Length: 0"));
        outbox.Add(DueNotification.At(receiver.Address, attempts: attempts));

        await StartAsync();

        var recorded = await outbox.NextRecordedAsync();
        Assert.Equal(NotificationState.GivenUp, recorded.State);
        Assert.Null(recorded.DueAgainAt);
    }

    [Fact]
    public async Task What_is_no_address_is_given_up_with_an_attempt_that_says_why()
    {
        outbox.Add(DueNotification.At("shop.example/notify"));

        await StartAsync();

        var recorded = await outbox.NextRecordedAsync();
        Assert.Equal(DeliveryResult.AddressForbidden, recorded.Attempt.Result);
        Assert.Equal(NotificationState.GivenUp, recorded.State);
    }

    [Fact]
    public async Task A_newer_state_goes_out_as_soon_as_the_first_attempt_of_the_older_one_has_ended_6_32()
    {
        var answer = new TaskCompletionSource();
        await using var receiver = new RawReceiver(async call =>
        {
            await answer.Task.WaitAsync(call.Closed);
            await call.AnswerAsync("HTTP/1.1 503 Busy\r\nContent-Length: 0");
        });
        var older = DueNotification.At(receiver.Address);
        outbox.Add(older, DueNotification.NextVersionOf(older));
        await StartAsync();
        await receiver.NextAsync();
        await time.AwaitedAsync(OneSecond);
        Assert.Equal(1, receiver.CallsCount);

        // The clock stands still from here on: nothing but the end of the first attempt moves the second one.
        answer.SetResult();

        Assert.Equal(1, (await outbox.NextRecordedAsync()).Notification.Version);
        Assert.Equal(2, (await outbox.NextRecordedAsync()).Notification.Version);
    }

    [Fact]
    public async Task No_more_calls_run_at_once_than_allowed_and_a_free_place_is_taken_at_once()
    {
        var answer = new TaskCompletionSource();
        await using var receiver = new RawReceiver(async call =>
        {
            await answer.Task.WaitAsync(call.Closed);
            await call.AnswerAsync(Ok);
        });
        outbox.Add([.. Enumerable.Range(0, 5).Select(_ => DueNotification.At(receiver.Address))]);
        await StartAsync(new NotificationOptions { ConcurrencyMax = 2 });
        await receiver.NextAsync();
        await receiver.NextAsync();
        await time.AwaitedAsync(OneSecond);
        Assert.Equal(2, receiver.CallsCount);

        answer.SetResult();

        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(NotificationState.Delivered, (await outbox.NextRecordedAsync()).State);
        }
    }

    [Fact]
    public async Task The_loop_survives_a_database_that_was_away()
    {
        await using var receiver = new RawReceiver(RawReceiver.Always(Ok));
        outbox.Add(DueNotification.At(receiver.Address));
        outbox.TakesToFail = 2;
        await StartAsync();

        await time.AwaitedAsync(OneSecond);
        time.Advance(OneSecond);
        await time.AwaitedAsync(OneSecond);
        time.Advance(OneSecond);

        Assert.Equal(NotificationState.Delivered, (await outbox.NextRecordedAsync()).State);
        Assert.Equal(2, log.Lines.Count(line => line.StartsWith("Error: A round", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_result_that_could_not_be_written_is_told_again_when_the_lease_has_lapsed()
    {
        await using var receiver = new RawReceiver(RawReceiver.Always(Ok));
        outbox.Add(DueNotification.At(receiver.Address));
        outbox.RecordsToFail = 1;
        await StartAsync();
        await log.SaidAsync("broke off");

        time.Advance(TimeSpan.FromSeconds(30));
        signal.Raise();

        var recorded = await outbox.NextRecordedAsync();
        Assert.Equal(NotificationState.Delivered, recorded.State);
        Assert.Equal(1, recorded.Attempt.Number);
        Assert.Equal(2, receiver.CallsCount);
    }

    [Fact]
    public async Task A_shutdown_out_of_time_cuts_calls_off_and_gives_back_all_that_was_taken()
    {
        await using var receiver = new RawReceiver(call => call.StallAsync());
        outbox.Add([.. Enumerable.Range(0, 3).Select(_ => DueNotification.At(receiver.Address))]);
        await StartAsync(new NotificationOptions { EndpointConcurrencyMax = 1 });
        await receiver.NextAsync();
        await time.AwaitedAsync(OneSecond);

        await dispatcher!.StopAsync(AtOnce);

        Assert.False(outbox.TryNextRecorded());
        Assert.All(outbox.Waiting, row => Assert.Equal(WatchedTime.FirstMoment, row.Notification.DueAt));
        Assert.All(outbox.Waiting, row => Assert.Equal(0, row.Notification.Attempts));
        Assert.DoesNotContain(log.Lines, line => line.StartsWith("Error", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_log_tells_host_transaction_and_result_but_no_secret()
    {
        await using var receiver = new RawReceiver(RawReceiver.Always(Ok));
        var leased = DueNotification.At(receiver.Address + "/hidden-path?token=hidden-word");
        outbox.Add(leased);
        await StartAsync();
        await outbox.NextRecordedAsync();
        var body = Encoding.UTF8.GetString((await receiver.NextAsync()).Body);

        await dispatcher!.StopAsync(Cancel);

        var line = Assert.Single(log.Lines);
        Assert.Contains("127.0.0.1", line, StringComparison.Ordinal);
        Assert.Contains(leased.Payment.Id.ToString(), line, StringComparison.Ordinal);
        Assert.Contains("Delivered", line, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", line, StringComparison.Ordinal);
        Assert.DoesNotContain(Some.ServerKey, line, StringComparison.Ordinal);
        Assert.DoesNotContain(body, line, StringComparison.Ordinal);
    }

    private async Task StartAsync(NotificationOptions? chosen = null)
    {
        var options = chosen ?? new NotificationOptions();
        var sender = new NotificationSender(new OutboundAddressPolicy(options), options, time);
        var taker = new FairTaker(outbox, options, new LivingNodes());
        var breaker = new CircuitBreaker(outbox, options, time);
        var others = NobodyElse.Listens();
        var metrics = new NotificationMetrics(meters, time);
        dispatcher = new Dispatcher(
            outbox, taker, sender, breaker, metrics, options, signal, others, new FixedChance(0), time, log);
        parts.Add(dispatcher);
        parts.Add(sender);
        await dispatcher.StartAsync(Cancel);
    }
}
