using System.Text.Json;
using Gerai.Client;
using Gerai.Tests.Support;
using Microsoft.AspNetCore.Http;

namespace Gerai.Tests.Sdk;

/// <summary>What the client makes of every no, and of what is no Core API at all.</summary>
public sealed class GeraiClientRefusalTests
{
    /// <summary>Of the Core API; Snap is another one.</summary>
    public static TheoryData<string> Cases { get; } =
        [.. Samples.Json("core-api/errors.json").EnumerateArray()
            .Select(one => one.Text("case"))
            .Where(name => !name.StartsWith("Snap", StringComparison.Ordinal))];

    // Protocol 1g and 4: whether HTTP says it or only the body.
    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Every_documented_error_is_a_typed_one(string name)
    {
        var sample = Samples.Json("core-api/errors.json").EnumerateArray().Single(one => one.Text("case") == name);
        var body = sample.GetProperty("body");
        var http = sample.GetProperty("http_status").GetInt32();
        await using var server = await LittleServer.StartAsync(http, Samples.Compact(body));
        using var client = ClientOf(server);

        var refused = await Assert.ThrowsAsync<GeraiException>(() => client.ChargeAsync(Charge));

        var code = body.TryGetProperty("status_code", out var told) ? told.GetString()! : $"{http}";
        Assert.Equal(code, refused.StatusCode);
        Assert.Equal(ErrorOf(code), refused.Error);
        Assert.Equal(body.Text(code is "429" ? "message" : "status_message"), refused.StatusMessage);
        Assert.Equal(body.TryGetProperty("id", out var id) ? id.GetString() : null, refused.RequestId);
        Assert.Equal(
            body.TryGetProperty("validation_messages", out _) ? body.Texts("validation_messages") : [],
            refused.ValidationMessages);
        Assert.All(
            refused.ValidationMessages,
            complaint => Assert.Contains(complaint, refused.Message, StringComparison.Ordinal));
    }

    // Protocol 1.5: a proxy's page in place of JSON.
    [Theory]
    [InlineData(403, "<html>Forbidden</html>", "403")]
    [InlineData(200, "<html>Welcome</html>", "200")]
    [InlineData(200, "", "200")]
    [InlineData(200, "[]", "200")]
    [InlineData(200, "null", "200")]
    [InlineData(200, """{"hello":"world"}""", "200")]
    [InlineData(200, """{"status_code":"200","status_message":"OK"}""", "200")]
    [InlineData(200, """{"status_code":"200","order_id":"a","transaction_id":"b","gross_amount":"1.50"}""", "200")]
    [InlineData(302, "", "302")]
    public async Task What_is_no_Core_API_is_said_to_be_none(int http, string body, string code)
    {
        await using var server = await LittleServer.StartAsync(http, body);
        using var client = ClientOf(server);

        var failed = await Assert.ThrowsAsync<GeraiException>(() => client.GetStatusAsync("order-101"));

        Assert.Equal(GeraiError.NotUnderstood, failed.Error);
        Assert.Equal(code, failed.StatusCode);
        Assert.Equal(1, server.CallsCount);
    }

    [Fact]
    public async Task A_redirect_is_not_followed_so_the_key_goes_nowhere_else()
    {
        await using var elsewhere = await LittleServer.StartAsync(200, "{}");
        await using var server = await LittleServer.StartAsync((_, context) =>
        {
            context.Response.Redirect(elsewhere.Address.AbsoluteUri, permanent: false, preserveMethod: true);
            return Task.CompletedTask;
        });
        using var client = ClientOf(server);

        await Assert.ThrowsAsync<GeraiException>(() => client.ChargeAsync(Charge));

        Assert.Equal(0, elsewhere.CallsCount);
    }

    [Fact]
    public async Task An_answer_without_end_is_not_read_to_its_end()
    {
        await using var server = await LittleServer.StartAsync(async (_, context) =>
        {
            var chunk = new byte[100_000];
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.Body.WriteAsync(chunk);
            }
        });
        using var client = ClientOf(server);

        var failed = await Assert.ThrowsAsync<GeraiException>(() => client.ChargeAsync(Charge));

        Assert.Equal(GeraiError.NotUnderstood, failed.Error);
        Assert.Equal(1, server.CallsCount);
    }

    // Protocol 1.64.
    [Fact]
    public async Task Unknown_fields_and_future_words_do_not_break_reading()
    {
        await using var server = await LittleServer.StartAsync(200, """
            {"status_code":201,"transaction_id":"t-1","order_id":"order-101","gross_amount":44000,"store":"kioson",
             "transaction_status":"on_hold","fraud_status":{"score":3},"expiry_time":"soon","points":[1,{"a":2}]}
            """);
        using var client = ClientOf(server);

        var transaction = await client.GetStatusAsync("order-101");

        Assert.Equal(TransactionStatus.Other, transaction.Status);
        Assert.Equal("on_hold", transaction.StatusText);
        Assert.Equal(Store.Other, transaction.Store);
        Assert.Equal("kioson", transaction.StoreText);
        Assert.Equal(44_000, transaction.Amount);
        Assert.Equal("201", transaction.StatusCode);
        Assert.Null(transaction.ExpiresAt);
        using var json = JsonDocument.Parse(transaction.Json);
        Assert.Equal(2, json.RootElement.GetProperty("points").GetArrayLength());
    }

    [Fact]
    public async Task An_id_is_one_segment_of_the_path_whatever_stands_in_it()
    {
        var targets = new List<string>();
        await using var server = await LittleServer.StartAsync((_, context) =>
        {
            targets.Add(context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget);
            return LittleServer.SayAsync(context, 404, """{"status_code":"404","status_message":"no"}""");
        });
        using var client = ClientOf(server);

        await Assert.ThrowsAsync<GeraiException>(() => client.GetStatusAsync("a/../b?c #1"));

        Assert.Equal(["/v2/a%2F..%2Fb%3Fc%20%231/status"], targets);
        await Assert.ThrowsAsync<ArgumentException>(() => client.GetStatusAsync(".."));
        await Assert.ThrowsAsync<ArgumentException>(() => client.CancelAsync(" "));
    }

    private static AlfamartCharge Charge { get; } = new("order-101", 44_000);

    private static GeraiClient ClientOf(LittleServer server) => new(
        new GeraiClientOptions { Target = GeraiTarget.At(server.Address), ServerKey = Some.ServerKey },
        new HastyTime());

    private static GeraiError ErrorOf(string code) => code switch
    {
        "400" or "413" => GeraiError.InvalidRequest,
        "401" => GeraiError.UnknownServerKey,
        "402" => GeraiError.StoreNotActivated,
        "404" => GeraiError.NotFound,
        "406" => GeraiError.OrderIdInUse,
        "410" => GeraiError.AccountClosed,
        "412" => GeraiError.CannotBeChanged,
        "429" => GeraiError.TooManyRequests,
        ['5', ..] => GeraiError.GatewayInTrouble,
        _ => GeraiError.Other,
    };
}
