using Gerai.Merchants;
using Gerai.Notifications;
using Gerai.Tests.Support;
using Gerai.Values;

namespace Gerai.Tests.MerchantApi;

/// <summary>What listeners report of an event, and how it is shown apart from what the gateway did.</summary>
public sealed class ForwardTests
{
    private const string Report =
        """
        {"address":"http://localhost:5000/notify","started_at":"2026-01-15T03:00:01.250Z","took_ms":12,
         "result":"delivered","http_status":200}
        """;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_a_listener_reports_is_shown_once_beside_the_attempts_and_changes_none_of_them()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.Shop.Answers = _ => Task.FromResult(404);
        await gateway.ChargedCodeAsync();
        await gateway.WaitForAttemptsAsync(1);
        var id = await EventsTests.OnlyIdAsync(gateway);
        var before = (await ShowAsync(gateway, id)).Json.GetProperty("deliveries").GetRawText();

        var first = await gateway.PostAsync($"/gerai/v1/events/{id}/forwards", Report);
        gateway.Clock.Advance(TimeSpan.FromMilliseconds(5));
        var repeat = await gateway.PostAsync($"/gerai/v1/events/{id}/forwards", Report);
        await gateway.PostAsync(
            $"/gerai/v1/events/{id}/forwards", Report.Replace("200", "500").Replace("delivered", "refused"));

        var told = await ShowAsync(gateway, id);
        Assert.Equal((200, "true"), (first.Http, first["recorded"]));
        Assert.Equal(first.Text, repeat.Text);
        Assert.Equal(
            """
            [{"address":"http://localhost:5000/notify","started_at":"2026-01-15T10:00:01.250+07:00","took_ms":12,
            "result":"delivered","http_status":200,"reported_at":"2026-01-15T10:00:00.000+07:00"}]
            """.ReplaceLineEndings(""),
            told.Json.GetProperty("forwards").GetRawText());
        Assert.Equal(before, told.Json.GetProperty("deliveries").GetRawText());
    }

    [Fact]
    public async Task An_event_keeps_the_newest_twenty()
    {
        await using var gateway = await TestGateway.StartAsync();
        await gateway.ChargedCodeAsync();
        var id = await EventsTests.OnlyIdAsync(gateway);
        for (var second = 10; second < 35; second++)
        {
            gateway.Clock.Advance(TimeSpan.FromMilliseconds(1));
            var answer = await gateway.PostAsync(
                $"/gerai/v1/events/{id}/forwards", Report.Replace(":01.250Z", $":{second}Z"));
            Assert.Equal(200, answer.Http);
        }

        var kept = (await ShowAsync(gateway, id)).Json.GetProperty("forwards").EnumerateArray().ToList();

        Assert.Equal(20, kept.Count);
        Assert.Equal("2026-01-15T10:00:15.000+07:00", EventsTests.Text(kept[0], "started_at"));
    }

    [Fact]
    public async Task A_report_on_a_foreign_event_or_none_finds_nothing()
    {
        await using var gateway = await TestGateway.StartAsync();
        await gateway.ChargedCodeAsync();
        var id = await EventsTests.OnlyIdAsync(gateway);
        var stranger = await gateway.App.Merchants.OpenAsync(
            new NewMerchant { Environment = GatewayEnvironment.Sandbox, Name = "Stranger", NotificationUrls = [] },
            Cancel);

        var path = $"/gerai/v1/events/{id}/forwards";
        var foreign = await gateway.SendAsAsync(stranger.ServerKey.Text, HttpMethod.Post, path, Report);
        var nobody = await gateway.SendAsAsync(null, HttpMethod.Post, path, Report);
        var none = await gateway.PostAsync("/gerai/v1/events/no-event/forwards", Report);
        var later = await gateway.PostAsync($"/gerai/v1/events/{id}9/forwards", Report);
        var method = await gateway.SendAsync(HttpMethod.Get, path, null);

        Assert.All([foreign, none, later], answer => Assert.Equal((404, "not_found"), (answer.Http, answer["error"])));
        Assert.Equal((401, "unknown_key"), (nobody.Http, nobody["error"]));
        Assert.Equal((405, "method_not_allowed"), (method.Http, method["error"]));
        Assert.Empty((await ShowAsync(gateway, id)).Json.GetProperty("forwards").EnumerateArray());
    }

    [Theory]
    [InlineData("http://localhost:5000/notify", "")]
    [InlineData("http://localhost:5000/notify", "a\\u0000b")]
    [InlineData("http://localhost:5000/notify", "a\\ud800b")]
    [InlineData("\"http://localhost:5000/notify\"", "null")]
    [InlineData("\"http://localhost:5000/notify\"", "7")]
    [InlineData("2026-01-15T03:00:01.250Z", "yesterday")]
    [InlineData("2026-01-15T03:00:01.250Z", "1969-12-31T23:59:59Z")]
    [InlineData("2026-01-15T03:00:01.250Z", "2026-01-16T03:00:01Z")]
    [InlineData("2026-01-15T03:00:01.250Z", "9999-12-31T23:59:59Z")]
    [InlineData(":12,", ":-1,")]
    [InlineData(":12,", ":1.5,")]
    [InlineData(":12,", ":86400001,")]
    [InlineData(":12,", ":\"12\",")]
    [InlineData("delivered", "Delivered")]
    [InlineData("delivered", "happy")]
    [InlineData("delivered", "refused")]
    [InlineData("delivered", "redirect_not_followed")]
    [InlineData(":200", ":404")]
    [InlineData(":200", ":99")]
    [InlineData(":200", ":600")]
    [InlineData(":200", ":null")]
    [InlineData("\"took_ms\"", "\"duration\"")]
    [InlineData(":200", ":200,\"attempt\":1")]
    [InlineData(":200", ":200,\"http_status\":200")]
    [InlineData("{", "[{")]
    [InlineData("}", "")]
    public async Task A_report_that_is_none_is_refused_as_json(string part, string instead)
    {
        await using var gateway = await TestGateway.StartAsync();
        await gateway.ChargedCodeAsync();
        var id = await EventsTests.OnlyIdAsync(gateway);
        var body = Report.Replace(part, instead);
        Assert.NotEqual(Report, body);

        var answer = await gateway.PostAsync($"/gerai/v1/events/{id}/forwards", body);

        Assert.Equal((400, "malformed"), (answer.Http, answer["error"]));
        Assert.NotEmpty(answer["message"]);
    }

    [Fact]
    public async Task Only_so_much_is_read_of_a_report()
    {
        await using var gateway = await TestGateway.StartAsync();
        await gateway.ChargedCodeAsync();
        var path = $"/gerai/v1/events/{await EventsTests.OnlyIdAsync(gateway)}/forwards";
        Task<Answer> OfAsync(string address) =>
            gateway.PostAsync(path, Report.Replace("http://localhost:5000/notify", address));
        var escaped = string.Concat(Enumerable.Repeat("\\u00e9", 200));

        Assert.Equal(200, (await OfAsync(escaped)).Http);
        Assert.Equal(400, (await OfAsync(new string('x', 201))).Http);
        var large = await OfAsync(new string('x', 2_000));
        Assert.Equal((413, "too_large"), (large.Http, large["error"]));
    }

    [Fact]
    public async Task What_the_operator_sends_again_bears_no_persons_name_before_the_merchant()
    {
        await using var gateway = await TestGateway.StartAsync();
        await gateway.ChargedCodeAsync();
        await gateway.WaitForStateAsync(NotificationState.Delivered);
        var id = await EventsTests.OnlyIdAsync(gateway);
        Assert.True(EventId.TryParse(id, out var name));
        var order = new ResendOrder(
            gateway.Merchant.Id, ResendOrder.OperatorCalled("budi"), gateway.Clock.GetUtcNow());

        await gateway.App.Resends.ResendAsync(order, name, null, Cancel);
        gateway.Advance(TimeSpan.FromSeconds(1));
        await gateway.WaitForAttemptsAsync(2);

        var told = EventsTests.Delivery((await ShowAsync(gateway, id)).Json);
        var wish = Assert.Single(told.GetProperty("resends").EnumerateArray());
        Assert.Equal("operator", EventsTests.Text(wish, "by"));
        Assert.Equal("operator budi", order.By);
    }

    private static Task<Answer> ShowAsync(TestGateway gateway, string id) =>
        EventsTests.GetAsync(gateway, $"/gerai/v1/events/{id}");
}
