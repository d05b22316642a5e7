using System.Text;
using Gerai.Client;
using Gerai.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

namespace Gerai.Tests.Sdk;

/// <summary>What may pass is tried again, and nothing is booked twice for it.</summary>
public sealed class GeraiClientRetryTests
{
    private const string Success = "core-api/charge.alfamart.response.json";

    private static readonly AlfamartCharge Charge = new("order-101", 44_000);

    [Theory]
    [InlineData(429, """{"message":"API rate limit exceeded"}""")]
    [InlineData(500, """{"status_code":"500"}""")]
    [InlineData(502, "<html>Bad gateway</html>")]
    [InlineData(503, """{"status_code":"503"}""")]
    [InlineData(504, "")]
    [InlineData(200, """{"status_code":"503","status_message":"told inside an HTTP 200"}""")]

    // Protocol 1.39: an earlier attempt with the same key still runs.
    [InlineData(202, """{"status_code":"202","status_message":"still being processed"}""")]
    public async Task A_failure_that_may_pass_is_tried_again_with_the_same_key_and_body(int http, string body)
    {
        var heard = new List<string>();
        await using var server = await LittleServer.StartAsync(async (number, context) =>
        {
            heard.Add(context.Request.Headers["Idempotency-Key"] + await LittleServer.BodyOfAsync(context));
            await LittleServer.SayAsync(context, number < 3 ? http : 200, number < 3 ? body : Samples.Compact(Success));
        });
        using var client = ClientOf(server);

        var charged = await client.ChargeAsync(Charge);

        Assert.Equal("1002311450968217", charged.PaymentCode);
        Assert.Equal(3, heard.Count);
        Assert.Single(heard.Distinct());
    }

    [Fact]
    public async Task A_connection_that_breaks_is_tried_again()
    {
        await using var server = await LittleServer.StartAsync((number, context) =>
        {
            if (number < 3)
            {
                context.Abort();
                return Task.CompletedTask;
            }

            return LittleServer.SayAsync(context, 200, Samples.Compact(Success));
        });
        using var client = ClientOf(server);

        Assert.Equal("order-101", (await client.ChargeAsync(Charge)).OrderId);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_answer_that_breaks_off_is_tried_again(bool tellsLength)
    {
        await using var server = await LittleServer.StartAsync(async (number, context) =>
        {
            if (number == 3)
            {
                await LittleServer.SayAsync(context, 200, Samples.Compact(Success));
                return;
            }

            context.Response.ContentLength = tellsLength ? 400 : null;
            await context.Response.WriteAsync("""{"status_code":"201",""");
            await context.Response.Body.FlushAsync();
            context.Abort();
        });
        using var client = ClientOf(server);

        Assert.Equal("order-101", (await client.ChargeAsync(Charge)).OrderId);
        Assert.Equal(3, server.CallsCount);
    }

    [Fact]
    public async Task An_answer_of_no_told_length_is_read_to_its_end()
    {
        var text = Samples.Compact(Success)[..^1] + $",\"more\":\"{new string('x', 20_000)}\"}}";
        await using var server = await LittleServer.StartAsync(async (_, context) =>
        {
            await context.Response.WriteAsync(text[..9_000]);
            await context.Response.Body.FlushAsync();
            await context.Response.WriteAsync(text[9_000..]);
        });
        using var client = ClientOf(server);

        var charged = await client.ChargeAsync(Charge);

        Assert.Equal(text, Encoding.UTF8.GetString(charged.Json.Span));
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(404)]
    [InlineData(406)]
    [InlineData(501)]
    [InlineData(505)]
    public async Task What_will_not_pass_is_asked_once(int code)
    {
        await using var server = await LittleServer.StartAsync(code, $$"""{"status_code":"{{code}}"}""");
        using var client = ClientOf(server);

        await Assert.ThrowsAsync<GeraiException>(() => client.ChargeAsync(Charge));

        Assert.Equal(1, server.CallsCount);
    }

    [Fact]
    public async Task Attempts_are_as_many_as_the_setting_says()
    {
        await using var server = await LittleServer.StartAsync(503, """{"status_code":"503"}""");
        using var once = ClientOf(server, options => options.Attempts = 1);
        using var usual = ClientOf(server);

        await Assert.ThrowsAsync<GeraiException>(() => once.GetStatusAsync("order-101"));
        Assert.Equal(1, server.CallsCount);

        await Assert.ThrowsAsync<GeraiException>(() => usual.GetStatusAsync("order-101"));
        Assert.Equal(5, server.CallsCount);
    }

    [Fact]
    public async Task Each_charge_has_a_key_of_its_own_and_a_question_has_none()
    {
        var keys = new List<string>();
        await using var server = await LittleServer.StartAsync((_, context) =>
        {
            keys.Add(context.Request.Headers["Idempotency-Key"].ToString());
            return LittleServer.SayAsync(context, 200, Samples.Compact(Success));
        });
        using var client = ClientOf(server);

        await client.ChargeAsync(Charge);
        await client.ChargeAsync(Charge);
        await client.GetStatusAsync("order-101");

        Assert.Equal(3, keys.Distinct().Count());
        Assert.Equal("", keys[2]);
        Assert.All(keys.Take(2), key => Assert.InRange(key.Length, 16, 36));
    }

    [Fact]
    public async Task It_waits_as_long_as_it_is_asked_to()
    {
        await using var server = await LittleServer.StartAsync(async (number, context) =>
        {
            context.Response.Headers.RetryAfter = "7";
            await LittleServer.SayAsync(context, number == 1 ? 429 : 200, Samples.Compact(Success));
        });
        var time = new WatchedTime();
        using var client = new GeraiClient(OptionsFor(server), time);

        var charging = client.ChargeAsync(Charge);
        await time.AwaitedAsync(TimeSpan.FromSeconds(7));
        Assert.Equal(1, server.CallsCount);
        time.Advance(TimeSpan.FromSeconds(7));

        await charging;
        Assert.Equal(2, server.CallsCount);
    }

    [Fact]
    public async Task It_does_not_wait_for_what_lies_behind_its_own_limit()
    {
        await using var server = await LittleServer.StartAsync(async (_, context) =>
        {
            context.Response.Headers.RetryAfter = "3600";
            await LittleServer.SayAsync(context, 429, """{"message":"API rate limit exceeded"}""");
        });
        using var client = ClientOf(server);

        var refused = await Assert.ThrowsAsync<GeraiException>(() => client.ChargeAsync(Charge));

        Assert.Equal(GeraiError.TooManyRequests, refused.Error);
        Assert.Equal(1, server.CallsCount);
    }

    [Fact]
    public async Task An_attempt_that_hangs_is_followed_by_another_and_the_whole_call_ends_in_time()
    {
        using var calls = new SemaphoreSlim(0);
        await using var server = await LittleServer.StartAsync((_, context) =>
        {
            calls.Release();
            return Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted);
        });
        var time = new HastyTimeToTurn();
        var options = OptionsFor(server, options => options.Timeout = TimeSpan.FromSeconds(15));
        using var client = new GeraiClient(options, time);

        var charging = client.ChargeAsync(Charge);
        await calls.WaitAsync();
        time.Advance(TimeSpan.FromSeconds(10));
        await calls.WaitAsync();
        time.Advance(TimeSpan.FromSeconds(5));

        var failed = await Assert.ThrowsAsync<GeraiException>(() => charging);
        Assert.Equal(GeraiError.NoAnswer, failed.Error);
        Assert.Null(failed.StatusCode);
    }

    [Fact]
    public async Task Who_cancels_hears_of_the_cancelling_and_not_of_a_gateway()
    {
        using var cancel = new CancellationTokenSource();
        await using var server = await LittleServer.StartAsync(async (_, context) =>
        {
            await cancel.CancelAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted);
        });
        using var client = ClientOf(server);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.ChargeAsync(Charge, cancel.Token));
        Assert.Equal(1, server.CallsCount);
    }

    [Fact]
    public async Task Nobody_at_the_address_is_no_answer()
    {
        var server = await LittleServer.StartAsync(200, "{}");
        using var client = ClientOf(server);
        await server.DisposeAsync();

        var failed = await Assert.ThrowsAsync<GeraiException>(() => client.ChargeAsync(Charge));

        Assert.Equal(GeraiError.NoAnswer, failed.Error);
        Assert.Contains("4 attempts", failed.Message, StringComparison.Ordinal);
        Assert.IsType<HttpRequestException>(failed.InnerException);
    }

    /// <summary>Stands still for all but the waits between attempts.</summary>
    private sealed class HastyTimeToTurn : FakeTimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(
                callback,
                state,
                dueTime > TimeSpan.Zero && dueTime < TimeSpan.FromSeconds(10) ? TimeSpan.Zero : dueTime,
                period);
    }

    private static GeraiClientOptions OptionsFor(LittleServer server, Action<GeraiClientOptions>? change = null)
    {
        var options = new GeraiClientOptions { Target = GeraiTarget.At(server.Address), ServerKey = Some.ServerKey };
        change?.Invoke(options);
        return options;
    }

    private static GeraiClient ClientOf(LittleServer server, Action<GeraiClientOptions>? change = null) =>
        new(OptionsFor(server, change), new HastyTime());
}
