using System.Text.Json.Nodes;
using Gerai.Merchants;
using Gerai.Stores;
using Gerai.Tests.Support;

namespace Gerai.Tests.Doors;

/// <summary>contract/core-api/errors.json: each documented error, provoked over a real socket.</summary>
public sealed class ErrorTests
{
    private const string Partner = "any call: store network or partner down";
    private const string OldText = "any call: server key unknown, documented text";

    // Not offered: our gateway is its own store adapter, so no partner is down behind a charge; and the older text of
    // 401 (protocol 11.3). docs/compatibility.md says both.
    private static readonly string[] NotOffered = [Partner, OldText];

    public static TheoryData<string> Cases =>
        [.. Samples.Json("core-api/errors.json").EnumerateArray()
            .Select(one => one.GetProperty("case").GetString()!)
            .Where(name => !name.StartsWith("Snap", StringComparison.Ordinal) && !NotOffered.Contains(name))];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Each_error_has_the_documented_body_and_HTTP_status(string name)
    {
        var documented = Samples.Json("core-api/errors.json").EnumerateArray()
            .Single(one => one.GetProperty("case").GetString() == name);
        await using var gateway = await TestGateway.StartAsync(options => options with
        {
            CoreApi = options.CoreApi with
            {
                RequestsPerSecondMax = name.Contains("too many", StringComparison.Ordinal) ? 1 : 0,
            },
        });

        var answer = await ProvokeAsync(gateway, name);

        Assert.Equal(documented.GetProperty("http_status").GetInt32(), answer.Http);
        Assert.Equal(WithSameId(documented.GetProperty("body").GetRawText()), WithSameId(answer.Text));
    }

    private static async Task<Answer> ProvokeAsync(TestGateway gateway, string name)
    {
        const string Plain =
            """{"payment_type":"cstore","transaction_details":{"order_id":"o","gross_amount":44000},""";
        switch (name)
        {
            case "charge: gross_amount is 0":
                return await gateway.ChargeAsync(Some.ChargeBody(amount: 0));
            case "charge: order_id missing":
                return await gateway.ChargeAsync(
                    """
                    {"payment_type":"cstore","transaction_details":{"gross_amount":1},"cstore":{"store":"alfamart"}}
                    """);
            case "charge: items do not add up":
                return await gateway.ChargeAsync(
                    Plain + """ "item_details":[{"price":1,"quantity":1,"name":"A"}],"cstore":{"store":"alfamart"}}""");
            case "charge: store missing or unknown":
                return await gateway.ChargeAsync(Plain + """ "cstore":{}}""");
            case "charge: Indomaret amount below 10000":
                return await gateway.ChargeAsync(Some.ChargeBody(StoreChain.Indomaret, amount: 9_999));
            case "charge: amount above 5000000":
                return await gateway.ChargeAsync(Some.ChargeBody(amount: 5_000_001));
            case "any call: server key unknown":
                return await gateway.SendAsAsync("SB-Mid-server-wrong", HttpMethod.Get, "/v2/o/status", null);
            case "charge: channel not switched on for this merchant":
                await gateway.Service<IMerchantRepository>().UpdateAsync(
                    gateway.Merchant with { Stores = [StoreChain.Indomaret] }, default);
                return await gateway.ChargeAsync(Some.ChargeBody());
            case "status or action: transaction not found":
                return await gateway.StatusAsync("o");
            case "charge: order_id already pending or paid":
                await gateway.ChargedCodeAsync();
                return await gateway.ChargeAsync(Some.ChargeBody());
            case "approve, deny, cancel twice, cancel after settlement, refund, capture on a cstore transaction":
                var code = await gateway.ChargedCodeAsync();
                await gateway.Terminal(StoreChain.Alfamart).PayAsync(code, 44_000, "R1");
                return await gateway.PostAsync("/v2/order-101/cancel");
            case "charge: body is not JSON":
                return await gateway.ChargeAsync("payment_type=cstore");
            case "charge: body is the JSON word null":
                return await gateway.ChargeAsync("null");
            case "any call: too many requests":
                var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => gateway.StatusAsync("o")));
                return answers.First(answer => answer.Http == 429);
            default:
                throw new InvalidOperationException($"Nobody knows how to provoke: {name}");
        }
    }

    // Protocol 1.5, 1.17, 1.18: never a page of the framework.
    [Theory]
    [InlineData("GET", "/", 404)]
    [InlineData("GET", "/v2", 404)]
    [InlineData("GET", "/v2/order-101", 404)]
    [InlineData("GET", "/v1/token", 404)]
    [InlineData("POST", "/V2/charge", 404)]
    [InlineData("GET", "/v2/../../etc/passwd", 404)]
    [InlineData("GET", "/v2/charge", 405)]
    [InlineData("PUT", "/v2/charge", 405)]
    [InlineData("DELETE", "/v2/order-101/status", 405)]
    [InlineData("POST", "/v2/order-101/status", 405)]
    [InlineData("GET", "/v2/order-101/cancel", 405)]
    [InlineData("PATCH", "/v2/order-101/refund", 405)]
    public async Task An_unknown_path_and_a_wrong_method_are_answered_in_JSON(string method, string path, int http)
    {
        await using var gateway = await TestGateway.StartAsync();

        var answer = await gateway.SendAsAsync(null, new HttpMethod(method), path, null);

        Assert.Equal((http, $"{http}"), (answer.Http, answer["status_code"]));
        Assert.Equal("application/json;charset=UTF-8", answer.ContentType);
        Assert.Equal(36, answer["id"].Length);
    }

    private static string WithSameId(string body)
    {
        var json = JsonNode.Parse(body)!.AsObject();
        if (json.ContainsKey("id"))
        {
            json["id"] = "the same";
        }

        return json.ToJsonString();
    }
}
