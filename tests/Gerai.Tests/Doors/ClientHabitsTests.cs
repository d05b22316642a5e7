using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Gerai.Tests.Support;

namespace Gerai.Tests.Doors;

/// <summary>What the public clients send beyond what is documented (contract/core-api/client-quirks.json).</summary>
public sealed class ClientHabitsTests
{
    public static TheoryData<string> Clients =>
        [.. Samples.Json("core-api/client-quirks.json").EnumerateArray()
            .Select(client => client.GetProperty("client").GetString()!)];

    // Protocol 1.34, 1.35, 1.42, 1.48, 1.63: none of it makes a difference.
    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Each_client_walks_from_charge_to_cancel_and_expire_in_its_own_manner(string name)
    {
        var client = Samples.Json("core-api/client-quirks.json").EnumerateArray()
            .Single(one => one.GetProperty("client").GetString() == name);
        (string, string)[] headers =
        [
            ("User-Agent", client.GetProperty("user_agent").GetString()!),
            ("idempotency-key", ""),
            ("x-append-notification", ""),
            ("x-override-notification", ""),
            ("X-Payment-Locale", "id-ID"),
            ("X-POP-ID", "pop"),
            ("X-Plugin-Name", name),
            ("x-midtrans-wc-plu-version", "2.32.1"),
        ];
        await using var gateway = await TestGateway.StartAsync();

        foreach (var call in new[] { "cancel", "expire" })
        {
            var body = BodyOf(client, call);
            var charged = await gateway.ChargeAsync(Some.ChargeBody(), headers);
            Assert.Equal((200, "201"), (charged.Http, charged["status_code"]));

            var ended = await gateway.SendAsync(HttpMethod.Post, $"/v2/order-101/{call}", body, headers);

            Assert.Equal((200, call), (ended.Http, ended["transaction_status"]));
        }
    }

    // Protocol 1.34: what stands in the body of an action is nobody's business, be it no JSON at all.
    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("reason=none")]
    public async Task The_body_of_an_action_is_not_looked_at(string body)
    {
        await using var gateway = await TestGateway.StartAsync();
        await gateway.ChargedCodeAsync();

        Assert.Equal("412", (await gateway.PostAsync("/v2/order-101/approve", body))["status_code"]);
        Assert.Equal("200", (await gateway.PostAsync("/v2/order-101/cancel", body))["status_code"]);
    }

    // Protocol 1.30, 1.31: the strict answer 403 is not offered.
    [Theory]
    [InlineData(null, null)]
    [InlineData("*/*", "application/json; charset=utf-8")]
    [InlineData("text/html", "text/plain")]
    [InlineData("application/xml", "application/x-www-form-urlencoded")]
    public async Task JSON_is_read_and_answered_whatever_the_headers_say(string? accept, string? contentType)
    {
        await using var gateway = await TestGateway.StartAsync();
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(gateway.Address, "/v2/charge"));
        request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(Some.ChargeBody()));
        request.Content.Headers.ContentType = contentType is null ? null : MediaTypeHeaderValue.Parse(contentType);
        request.Headers.TryAddWithoutValidation("Accept", accept);
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(gateway.Merchant.ServerKey.Text + ":")));

        using var response = await http.SendAsync(request);

        var answer = await Answer.ReadAsync(response);
        Assert.Equal((200, "201"), (answer.Http, answer["status_code"]));
        Assert.Equal("application/json;charset=UTF-8", answer.ContentType);
    }

    private static string? BodyOf(JsonElement client, string call)
    {
        var body = client.TryGetProperty("action_post_body", out var documented) ? documented.GetString()! : "none";
        return body switch
        {
            "none" => null,
            "empty text" => "",
            "{}" => "{}",
            "{} for cancel and approve, null for expire" => call == "expire" ? "null" : "{}",
            _ => throw new InvalidOperationException($"Nobody knows how to send: {body}"),
        };
    }
}
