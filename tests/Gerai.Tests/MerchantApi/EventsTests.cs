using System.Text.Json;
using Gerai.Merchants;
using Gerai.Notifications;
using Gerai.Stores;
using Gerai.Tests.Support;
using Gerai.Values;

namespace Gerai.Tests.MerchantApi;

/// <summary>What a merchant's developer reads of events, by the whole gateway over HTTP.</summary>
public sealed class EventsTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Events_are_listed_the_newest_last_with_how_telling_them_went()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.Shop.Answers = told => Task.FromResult(told["transaction_status"] == "pending" ? 200 : 404);
        var code = await gateway.ChargedCodeAsync(StoreChain.Indomaret);
        await gateway.WaitForAttemptsAsync(1);
        gateway.Clock.Advance(TimeSpan.FromMilliseconds(5));
        await gateway.Terminal(StoreChain.Indomaret).PayAsync(code, 44_000, "R1");
        await gateway.WaitForAttemptsAsync(2);

        var events = Events(await GetAsync(gateway, "/gerai/v1/events"));

        Assert.Equal(["pending", "settlement"], events.Select(one => Text(one, "transaction_status")));
        Assert.All(events, one => Assert.Equal("order-101", Text(one, "order_id")));
        Assert.Equal("2026-01-15T10:00:00.005+07:00", Text(events[1], "at"));
        Assert.Equal($"{Text(events[1], "transaction_id")}.2", Text(events[1], "id"));
        var (told, refused) = (Delivery(events[0]), Delivery(events[1]));
        Assert.Equal((gateway.Shop.NotifyUrl, "delivered"), (Text(told, "address"), Text(told, "state")));
        Assert.False(told.TryGetProperty("next_attempt_at", out _));
        Assert.Equal("waiting", Text(refused, "state"));
        Assert.True(refused.TryGetProperty("next_attempt_at", out _));
        Assert.Equal("refused", Text(refused.GetProperty("latest_attempt"), "result"));
    }

    // Protocol 6.36.
    [Theory]
    [InlineData(404, "refused", "Response status is '404' not '200'")]
    [InlineData(
        302,
        "redirect_not_followed",
        "Redirection status code 301, 302 and 303 are not supported. Use 307 or 308 instead.")]
    public async Task An_event_tells_what_was_sent_and_what_came_back_in_plain_words_6_36(
        int status, string result, string message)
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.Shop.Answers = _ => Task.FromResult(status);
        await gateway.ChargedCodeAsync();
        var sent = await gateway.Shop.NextAsync();
        await gateway.WaitForAttemptsAsync(1);

        var answer = await GetAsync(gateway, $"/gerai/v1/events/{await OnlyIdAsync(gateway)}");

        Assert.Equal(sent.Text, answer.Json.GetProperty("notification").GetRawText());
        var attempt = Assert.Single(Delivery(answer.Json).GetProperty("attempts").EnumerateArray());
        Assert.Equal((result, message), (Text(attempt, "result"), Text(attempt, "message")));
        Assert.Equal(status, attempt.GetProperty("http_status").GetInt32());
        Assert.True(attempt.GetProperty("notification_as_shown").GetBoolean());
    }

    [Fact]
    public async Task What_the_answer_said_is_kept_up_to_two_kilobytes()
    {
        await using var receiver = new RawReceiver(call => call.WriteAsync(
            "HTTP/1.1 503 Busy\r\nRetry-After: 120\r\nLocation: /elsewhere\r\nContent-Length: 5000\r\n"
            + "Connection: close\r\n\r\n" + new string('x', 5000)));
        await using var gateway = await TestGateway.StartAsync(
            merchant: wanted => wanted with { NotificationUrls = [receiver.Address] });
        await gateway.ChargedCodeAsync();
        await gateway.WaitForAttemptsAsync(1);

        var answer = await GetAsync(gateway, $"/gerai/v1/events/{await OnlyIdAsync(gateway)}");

        var attempt = Delivery(answer.Json).GetProperty("attempts")[0];
        Assert.Equal(("120", "/elsewhere"), (Text(attempt, "retry_after"), Text(attempt, "location")));
        Assert.Equal(new string('x', AnswerSeen.BodyBytesMax), Text(attempt, "answer_body"));
    }

    // Protocol 6.20: signed with the key as it is.
    [Fact]
    public async Task After_a_change_of_keys_it_is_said_that_the_body_is_not_the_one_sent()
    {
        await using var gateway = await TestGateway.StartAsync();
        await gateway.ChargedCodeAsync();
        await gateway.WaitForAttemptsAsync(1);
        var id = await OnlyIdAsync(gateway);
        await gateway.App.Merchants.RotateServerKeyAsync(
            gateway.Merchant.Id, TimeSpan.FromDays(1), SomePeople.Operator, Cancel);

        var answer = await GetAsync(gateway, $"/gerai/v1/events/{id}");

        var attempt = Delivery(answer.Json).GetProperty("attempts")[0];
        Assert.False(attempt.GetProperty("notification_as_shown").GetBoolean());
    }

    [Fact]
    public async Task Pages_and_filters_walk_through_all_of_it()
    {
        await using var gateway = await TestGateway.StartAsync(
            merchant: wanted => wanted with { NotificationUrls = [] });
        foreach (var i in Enumerable.Range(0, 5))
        {
            await gateway.ChargedCodeAsync(order: $"order-{i}");
            gateway.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        var first = await GetAsync(gateway, "/gerai/v1/events?since=2026-01-15T03:00:01Z&limit=3");
        var second = await GetAsync(gateway, $"/gerai/v1/events?limit=3&after={first["cursor"]}");
        var newest = await GetAsync(gateway, "/gerai/v1/events?limit=2");
        var one = await GetAsync(gateway, "/gerai/v1/events?order_id=order-2");
        var none = await GetAsync(gateway, "/gerai/v1/events?state=given_up");

        Assert.Equal(("order-1 order-2 order-3", "true"), (Orders(first), first["has_more"]));
        Assert.Equal(("order-4", "false"), (Orders(second), second["has_more"]));
        Assert.Equal("order-3 order-4", Orders(newest));
        Assert.Equal("order-2", Orders(one));
        Assert.Equal("", Orders(none));
    }

    [Fact]
    public async Task A_foreign_event_is_as_good_as_none()
    {
        await using var gateway = await TestGateway.StartAsync();
        await gateway.ChargedCodeAsync();
        var id = await OnlyIdAsync(gateway);
        var stranger = await gateway.App.Merchants.OpenAsync(
            new NewMerchant { Environment = GatewayEnvironment.Sandbox, Name = "Stranger", NotificationUrls = [] },
            Cancel);
        Task<Answer> AskAsync(HttpMethod method, string path) =>
            gateway.SendAsAsync(stranger.ServerKey.Text, method, path, null);

        var list = await AskAsync(HttpMethod.Get, "/gerai/v1/events");
        var show = await AskAsync(HttpMethod.Get, $"/gerai/v1/events/{id}");
        var resend = await AskAsync(HttpMethod.Post, $"/gerai/v1/events/{id}/resend");

        Assert.Empty(Events(list));
        Assert.Equal((404, "not_found"), (show.Http, show["error"]));
        Assert.Equal((404, "not_found"), (resend.Http, resend["error"]));
    }

    [Theory]
    [InlineData("GET", "/gerai/v1/events?limit=0", 400, "malformed")]
    [InlineData("GET", "/gerai/v1/events?limit=201", 400, "malformed")]
    [InlineData("GET", "/gerai/v1/events?limit=-1", 400, "malformed")]
    [InlineData("GET", "/gerai/v1/events?since=yesterday", 400, "malformed")]
    [InlineData("GET", "/gerai/v1/events?since=1900-01-01T00:00:00Z", 400, "malformed")]
    [InlineData("GET", "/gerai/v1/events?after=99999999999999999", 400, "malformed")]
    [InlineData("GET", "/gerai/v1/events?after=1.x.1", 400, "malformed")]
    [InlineData("GET", "/gerai/v1/events?state=happy", 400, "malformed")]
    [InlineData("GET", "/gerai/v1/events?order_id=", 400, "malformed")]
    [InlineData("GET", "/gerai/v1/events/stream?after=x", 400, "malformed")]
    [InlineData("GET", "/gerai/v1/events/no-event", 404, "not_found")]
    [InlineData("POST", "/gerai/v1/events/no-event/resend", 404, "not_found")]
    [InlineData("POST", "/gerai/v1/events/resend", 400, "malformed")]
    [InlineData("POST", "/gerai/v1/events/resend?failed_since=x", 400, "malformed")]
    [InlineData("POST", "/gerai/v1/events/resend?failed_since=2026-01-01T00:00:00Z&until=x", 400, "malformed")]
    [InlineData("POST", "/gerai/v1/events", 405, "method_not_allowed")]
    [InlineData("GET", "/gerai/v1/nothing", 404, "no_such_operation")]
    public async Task What_means_nothing_is_refused_as_json(string method, string path, int http, string error)
    {
        await using var gateway = await TestGateway.StartAsync();

        var answer = await gateway.SendAsync(new HttpMethod(method), path, null);

        Assert.Equal((http, error), (answer.Http, answer["error"]));
        Assert.NotEmpty(answer["message"]);
    }

    [Fact]
    public async Task Who_has_no_key_or_a_closed_account_gets_nothing()
    {
        await using var gateway = await TestGateway.StartAsync();
        var stranger = await gateway.SendAsAsync("no-key", HttpMethod.Get, "/gerai/v1/events", null);
        var nobody = await gateway.SendAsAsync(null, HttpMethod.Get, "/gerai/v1/events", null);
        await gateway.App.Merchants.ChangeAsync(gateway.Merchant with { ClosedAt = Some.Morning }, Cancel);
        var closed = await GetAsync(gateway, "/gerai/v1/events");

        Assert.Equal((401, "unknown_key"), (stranger.Http, stranger["error"]));
        Assert.Equal((401, "unknown_key"), (nobody.Http, nobody["error"]));
        Assert.Equal((403, "merchant_closed"), (closed.Http, closed["error"]));
    }

    internal static Task<Answer> GetAsync(TestGateway gateway, string path) =>
        gateway.SendAsync(HttpMethod.Get, path, null);

    internal static async Task<string> OnlyIdAsync(TestGateway gateway) =>
        Text(Assert.Single(Events(await GetAsync(gateway, "/gerai/v1/events"))), "id");

    internal static JsonElement Delivery(JsonElement told) =>
        Assert.Single(told.GetProperty("deliveries").EnumerateArray());

    internal static string Text(JsonElement told, string name) => told.GetProperty(name).GetString()!;

    private static List<JsonElement> Events(Answer answer) => [.. answer.Json.GetProperty("events").EnumerateArray()];

    private static string Orders(Answer answer) =>
        string.Join(' ', Events(answer).Select(one => Text(one, "order_id")));
}
