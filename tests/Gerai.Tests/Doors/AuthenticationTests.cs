using System.Text;
using Gerai.Merchants;
using Gerai.Stores;
using Gerai.Tests.Support;
using Gerai.Values;

namespace Gerai.Tests.Doors;

/// <summary>Who may call: the server key and nothing else, each merchant within its own books (protocol 1c).</summary>
public sealed class AuthenticationTests
{
    // Protocol 1.24, 1.25: also before the body is looked at.
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Basic")]
    [InlineData("Basic !!!")]
    [InlineData("Bearer abc")]
    [InlineData("Basic U0ItTWlkLXNlcnZlci13cm9uZzo=")]
    [InlineData("Basic OnBhc3N3b3Jk")]
    public async Task Without_a_known_server_key_every_call_is_401(string? authorization)
    {
        await using var gateway = await TestGateway.StartAsync();
        (string, string)[] headers = authorization is null ? [] : [("Authorization", authorization)];

        foreach (var (method, path) in new[]
        {
            (HttpMethod.Post, "/v2/charge"), (HttpMethod.Get, "/v2/x/status"), (HttpMethod.Post, "/v2/x/cancel"),
            (HttpMethod.Post, "/v2/capture"),
        })
        {
            var answer = await gateway.SendAsAsync(null, method, path, method == HttpMethod.Post ? "{" : null, headers);
            Assert.Equal(
                (401, "401", "Unknown Merchant server_key/id"),
                (answer.Http, answer["status_code"], answer["status_message"]));
        }
    }

    [Fact]
    public async Task The_client_key_does_not_open_the_door()
    {
        await using var gateway = await TestGateway.StartAsync();

        var answer = await gateway.SendAsAsync(gateway.Merchant.ClientKey, HttpMethod.Get, "/v2/x/status", null);

        Assert.Equal((401, "401"), (answer.Http, answer["status_code"]));
    }

    // Protocol 1.23 (the worked example), 1.27.
    [Theory]
    [InlineData("SB-Mid-server-TESTVECTOR000000000001:")]
    [InlineData(" SB-Mid-server-TESTVECTOR000000000001 :")]
    [InlineData("SB-Mid-server-TESTVECTOR000000000001:a password: nobody asked for")]
    public async Task Blanks_around_the_key_and_any_password_are_forgiven(string credentials)
    {
        await using var gateway = await TestGateway.StartAsync(
            merchant: wanted => wanted with { ServerKey = Some.ServerKey });
        var header = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(credentials));

        var answer = await gateway.SendAsAsync(null, HttpMethod.Get, "/v2/x/status", null, ("Authorization", header));

        Assert.Equal("404", answer["status_code"]);
        var documented = Samples.Json("core-api/signature-vectors.json").GetProperty("basic_auth");
        Assert.Equal(
            documented.GetProperty("authorization").GetString(),
            "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(Some.ServerKey + ":")));
    }

    // Protocol 1.26: never 403, nothing that tells that it exists. Sandbox and production are apart in the same way.
    [Theory]
    [InlineData(GatewayEnvironment.Sandbox)]
    [InlineData(GatewayEnvironment.Production)]
    public async Task A_merchant_does_not_see_what_another_has_charged(GatewayEnvironment environment)
    {
        await using var gateway = await TestGateway.StartAsync();
        var other = await gateway.App.Merchants.OpenAsync(
            new NewMerchant { Environment = environment, Name = "Another" }, default);
        var charged = await gateway.ChargeAsync(Some.ChargeBody());

        foreach (var id in new[] { "order-101", charged["transaction_id"] })
        {
            var status = await gateway.SendAsAsync(other.ServerKey.Text, HttpMethod.Get, $"/v2/{id}/status", null);
            var cancel = await gateway.SendAsAsync(other.ServerKey.Text, HttpMethod.Post, $"/v2/{id}/cancel", "{}");
            Assert.Equal(("404", "404"), (status["status_code"], cancel["status_code"]));
        }

        var own = await gateway.SendAsAsync(other.ServerKey.Text, HttpMethod.Post, "/v2/charge", Some.ChargeBody());
        Assert.Equal("201", own["status_code"]);
        Assert.Equal("pending", (await gateway.StatusAsync("order-101"))["transaction_status"]);
    }

    // Sandbox codes must never be paid at a real till (protocol 8.6), nor real ones in the sandbox.
    [Fact]
    public async Task A_code_of_production_is_unknown_to_the_sandboxes_counters()
    {
        await using var gateway = await TestGateway.StartAsync(
            merchant: wanted => wanted with { Environment = GatewayEnvironment.Production });
        var code = await gateway.ChargedCodeAsync();

        var answer = await gateway.Terminal(StoreChain.Alfamart).InquireAsync(code);

        Assert.Equal((404, "not_found"), (answer.Http, answer["reason"]));
    }

    // Protocol 4.14, 9.11.
    [Fact]
    public async Task A_closed_account_is_410_for_the_merchant_and_merchant_closed_at_the_till()
    {
        await using var gateway = await TestGateway.StartAsync();
        var code = await gateway.ChargedCodeAsync();
        await gateway.Service<IMerchantRepository>().UpdateAsync(
            gateway.Merchant with { ClosedAt = gateway.Clock.GetUtcNow() }, default);
        gateway.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal("410", (await gateway.StatusAsync("order-101"))["status_code"]);
        var till = gateway.Terminal(StoreChain.Alfamart);
        Assert.Equal("merchant_closed", (await till.InquireAsync(code))["reason"]);
        Assert.Equal("merchant_closed", (await till.PayAsync(code, 44_000, "R1"))["reason"]);
    }

    // Protocol 4.19, 1.58.
    [Fact]
    public async Task A_limit_of_requests_answers_429_without_status_code()
    {
        await using var gateway = await TestGateway.StartAsync(options => options with
        {
            CoreApi = options.CoreApi with { RequestsPerSecondMax = 1 },
        });

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => gateway.StatusAsync("x")));

        var limited = Assert.Single(answers.Where(answer => answer.Http == 429).DistinctBy(answer => answer.Text));
        Assert.Equal("""{"message":"API rate limit exceeded"}""", limited.Text);
    }
}
