using System.Diagnostics.Metrics;
using Dapper;
using Gerai.Merchants;
using Gerai.Notifications;
using Gerai.Payments;
using Gerai.Storage;
using Gerai.Tests.Support;
using Gerai.Values;

namespace Gerai.Tests.Doors;

/// <summary>Whole gateways and several shops: what one of them does is nothing to the others (decision 0008).</summary>
public sealed class FairDeliveryTests
{
    private static readonly TimeSpan FirstRest = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan RetryWait = TimeSpan.FromHours(2);

    [Fact]
    public async Task A_shop_that_never_answers_does_not_delay_another_merchants_notifications()
    {
        await using var gateway = await TestGateway.StartAsync(options => options with
        {
            Notifications = options.Notifications with { ConcurrencyMax = 4, EndpointConcurrencyMax = 4 },
        });
        await using var other = await Shop.StartAsync();
        var merchant = await OpenMerchantAsync(gateway, other);
        var hanging = new TaskCompletionSource();
        var begun = 0;
        var threeHang = new TaskCompletionSource();
        gateway.Shop.Answers = async _ =>
        {
            if (Interlocked.Increment(ref begun) == 3)
            {
                threeHang.SetResult();
            }

            await hanging.Task;
            return 200;
        };
        for (var i = 0; i < 20; i++)
        {
            await gateway.ChargedCodeAsync(order: $"slow-{i}");
        }

        await threeHang.Task;

        // The clock stands still, so none of the calls that hang can have timed out.
        for (var i = 0; i < 10; i++)
        {
            await gateway.SendAsAsync(
                merchant.ServerKey.Text, HttpMethod.Post, "/v2/charge", Some.ChargeBody(order: $"fast-{i}"));
            Assert.Equal($"fast-{i}", (await other.NextAsync())["order_id"]);
        }

        Assert.Equal(3, begun);
        hanging.SetResult();
        await gateway.WaitForStateAsync(NotificationState.Delivered);
    }

    [Fact]
    public async Task A_server_that_fails_is_left_alone_then_probed_once_and_let_back_in_when_it_answers()
    {
        await using var gateway = await TestGateway.StartAsync(WithBreaker);
        var status = 503;
        gateway.Shop.Answers = _ => Task.FromResult(status);
        await FailAsync(gateway, "a", "b");
        await UntilAsync(gateway, "endpoints where openings = 1", 1);

        // Held back, and not counted as attempts.
        await gateway.ChargedCodeAsync(order: "c");
        await gateway.ChargedCodeAsync(order: "d");

        // A probe that fails: one attempt, of the one that has waited longest.
        Turn(gateway, FirstRest);
        await gateway.WaitForAttemptsAsync(3);
        Assert.Equal("c", (await gateway.Shop.NextAsync())["order_id"]);
        await UntilAsync(gateway, "endpoints where openings = 2", 1);

        // And one that succeeds: everything that waits goes out.
        status = 200;
        Turn(gateway, FirstRest * 2);
        Assert.Equal("d", (await gateway.Shop.NextAsync())["order_id"]);
        await UntilAsync(gateway, "endpoints", 0);
        await gateway.ChargedCodeAsync(order: "e");
        Assert.Equal("e", (await gateway.Shop.NextAsync())["order_id"]);
        await gateway.WaitForAttemptsAsync(5);
        Assert.False(gateway.Shop.HasMore);
    }

    // Protocol 6.25 to 6.28: what is held back keeps its whole allowance.
    [Fact]
    public async Task Six_attempts_are_made_also_at_a_server_that_is_left_alone_between_them()
    {
        await using var gateway = await TestGateway.StartAsync(WithBreaker);
        gateway.Shop.Answers = _ => Task.FromResult(502);
        await FailAsync(gateway, "a");

        for (var attempt = 2; attempt <= 6; attempt++)
        {
            await UntilAsync(gateway, $"endpoints where failures = {attempt - 1}", 1);
            Turn(gateway, RetryWait);
            await gateway.WaitForAttemptsAsync(attempt);
        }

        await gateway.WaitForStateAsync(NotificationState.GivenUp);
        Assert.Equal(6, await CountAsync(gateway, "attempts"));
    }

    [Fact]
    public async Task A_shop_that_answers_with_a_refusal_is_never_left_alone()
    {
        await using var gateway = await TestGateway.StartAsync(WithBreaker);
        gateway.Shop.Answers = _ => Task.FromResult(404);

        await FailAsync(gateway, "a", "b", "c", "d", "e");

        Assert.Equal(0, await CountAsync(gateway, "endpoints"));
    }

    [Fact]
    public async Task A_merchant_with_a_schedule_of_its_own_is_told_by_it()
    {
        await using var gateway = await TestGateway.StartAsync();
        await gateway.App.Merchants.ChangeAsync(
            gateway.Merchant with { RetryWaits = [TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(6)] }, default);
        gateway.Shop.Answers = _ => Task.FromResult(401);
        await FailAsync(gateway, "a");

        Turn(gateway, TimeSpan.FromSeconds(5));
        await gateway.WaitForAttemptsAsync(2);
        Turn(gateway, TimeSpan.FromSeconds(6));

        await gateway.WaitForStateAsync(NotificationState.GivenUp);
        Assert.Equal(3, await CountAsync(gateway, "attempts"));
    }

    [Fact]
    public async Task An_operator_can_watch_delivery()
    {
        await using var gateway = await TestGateway.StartAsync(WithBreaker);
        var meters = gateway.Service<IMeterFactory>();
        var seen = new System.Collections.Concurrent.ConcurrentBag<(string Name, double Value, string? Result)>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, own) =>
            {
                if (instrument.Meter.Scope == meters && instrument.Meter.Name == NotificationMetrics.MeterName)
                {
                    own.EnableMeasurementEvents(instrument);
                }
            },
        };
        void Note(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
            seen.Add((instrument.Name, value, tags is [var tag] ? tag.Value as string : null));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Note(instrument, value, tags));
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Note(instrument, value, tags));
        listener.Start();

        gateway.Shop.Answers = _ => Task.FromResult(503);
        await FailAsync(gateway, "a", "b");
        await UntilAsync(gateway, "endpoints where openings = 1", 1);
        await gateway.ChargedCodeAsync(order: "c");
        await gateway.ChargedCodeAsync(order: "d");
        await gateway.ChargedCodeAsync(order: "e");

        // Counted every five seconds. Should the clock run past the rest, a probe fails and the others wait on.
        while (!seen.Any(one => one.Name == "gerai.notifications.backlog" && one.Value > 0))
        {
            Turn(gateway, TimeSpan.FromSeconds(5));
            await Task.Yield();
            listener.RecordObservableInstruments();
        }

        Assert.Contains(("gerai.notifications.attempts", 1, "Refused"), seen);
        Assert.Contains(seen, one => one.Name == "gerai.notifications.first_attempt.delay");
        Assert.Contains(seen, one => one.Name == "gerai.notifications.backlog.age" && one.Value > 0);
        Assert.Contains(("gerai.notifications.endpoints.open", 1, null), seen);
    }

    // Retries come later than the probes of a test, and all of them before the payment expires.
    private static GatewayOptions WithBreaker(GatewayOptions options) => options with
    {
        Notifications = options.Notifications with
        {
            EndpointFailuresMax = 2,
            Waits = [.. Enumerable.Repeat(RetryWait, 5)],
        },
        Payments = options.Payments with { SweepEvery = TimeSpan.FromDays(1) },
    };

    private static async Task FailAsync(TestGateway gateway, params string[] orders)
    {
        foreach (var order in orders)
        {
            var before = (int)await CountAsync(gateway, "attempts");
            await gateway.ChargedCodeAsync(order: order);
            Assert.Equal(order, (await gateway.Shop.NextAsync())["order_id"]);
            await gateway.WaitForAttemptsAsync(before + 1);
        }
    }

    // The signal makes sure that the loop looks again after the clock was turned, whatever it was just about to do.
    private static void Turn(TestGateway gateway, TimeSpan by)
    {
        gateway.Clock.Advance(by);
        gateway.Service<OutboxSignal>().Raise();
    }

    private static Task<Merchant> OpenMerchantAsync(TestGateway gateway, Shop shop) =>
        gateway.App.Merchants.OpenAsync(
            new NewMerchant
            {
                Environment = GatewayEnvironment.Sandbox,
                Name = "Another shop",
                NotificationUrls = [shop.NotifyUrl],
            },
            default);

    private static async Task<long> CountAsync(TestGateway gateway, string rows)
    {
        await using var connection = await gateway.Service<Database>().OpenAsync(default);
        return await connection.ExecuteScalarAsync<long>($"select count(*) from {rows}");
    }

    private static async Task UntilAsync(TestGateway gateway, string rows, long count)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (await CountAsync(gateway, rows) != count)
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
