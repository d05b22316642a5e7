using Gerai.Merchants;
using Gerai.Payments;
using Gerai.Stores;
using Gerai.Tests.Support;
using Gerai.Values;

namespace Gerai.Tests.Doors;

/// <summary>
/// Idempotency-Key (protocol 1e): each case of contract/core-api/idempotency-cases.json is one test here.
/// </summary>
public sealed class IdempotencyTests
{
    private const string Key = "Idempotency-Key";

    [Fact]
    public void Every_documented_case_has_its_test()
    {
        var cases = Samples.Json("core-api/idempotency-cases.json").GetProperty("cases").EnumerateArray()
            .Select(one => one.GetProperty("name").GetString()!.Replace(' ', '_')
                .Replace("(", "", StringComparison.Ordinal)
                .Replace(")", "", StringComparison.Ordinal).Replace(",", "", StringComparison.Ordinal));

        Assert.Equal(cases.Order(StringComparer.OrdinalIgnoreCase), typeof(IdempotencyTests).GetMethods()
            .Where(method => method.Name.StartsWith("Key_", StringComparison.OrdinalIgnoreCase)
                || method.Name.StartsWith("Same_", StringComparison.Ordinal)
                || method.Name.StartsWith("Empty_", StringComparison.Ordinal))
            .Select(method => method.Name)
            .Order(StringComparer.OrdinalIgnoreCase), StringComparer.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Same_key_same_body_within_5_minutes()
    {
        await using var gateway = await TestGateway.StartAsync();
        var first = await gateway.ChargeAsync(Some.ChargeBody(), (Key, "k1"));

        // Turned while it is being told, the clock would let its lease lapse, and it would be told again.
        await gateway.WaitForAttemptsAsync(1);
        gateway.Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromSeconds(1));

        var second = await gateway.ChargeAsync(Some.ChargeBody(), (Key, "k1"));

        Assert.Equal((first.Http, first.Text), (second.Http, second.Text));
        await gateway.Shop.NextAsync("pending");
        Assert.False(gateway.Shop.HasMore);
    }

    [Fact]
    public async Task Same_key_other_body_within_5_minutes()
    {
        await using var gateway = await TestGateway.StartAsync();
        var first = await gateway.ChargeAsync(Some.ChargeBody(), (Key, "k1"));

        var other = await gateway.ChargeAsync(Some.ChargeBody(order: "order-102"), (Key, "k1"));
        var otherCall = await gateway.SendAsync(HttpMethod.Post, "/v2/order-101/cancel", "{}", (Key, "k1"));

        Assert.Equal((first.Text, first.Text), (other.Text, otherCall.Text));
        Assert.Equal("pending", (await gateway.StatusAsync("order-101"))["transaction_status"]);
        Assert.Equal("404", (await gateway.StatusAsync("order-102"))["status_code"]);
    }

    [Fact]
    public async Task Same_key_first_call_still_running()
    {
        await using var gateway = await TestGateway.StartAsync();

        // The first call is held between claiming the key and its answer.
        await gateway.Service<IIdempotencyRepository>().ClaimAsync(
            gateway.Merchant.Id, "k1", gateway.Clock.GetUtcNow(), default);
        var second = await gateway.ChargeAsync(Some.ChargeBody(), (Key, "k1"));

        Assert.Equal((202, "202"), (second.Http, second["status_code"]));
        Assert.Equal("404", (await gateway.StatusAsync("order-101"))["status_code"]);
    }

    [Fact]
    public async Task Of_many_calls_with_one_key_at_once_one_is_done_and_none_is_done_twice()
    {
        await using var gateway = await TestGateway.StartAsync();

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 30).Select(_ => gateway.ChargeAsync(Some.ChargeBody(), (Key, "k1"))));

        Assert.Single(answers.Where(answer => answer.Http == 200).DistinctBy(answer => answer.Text));
        Assert.All(answers, answer => Assert.Contains(answer["status_code"], new[] { "201", "202" }));
    }

    [Fact]
    public async Task Same_key_after_an_error_answer()
    {
        await using var gateway = await TestGateway.StartAsync();
        Assert.Equal("400", (await gateway.ChargeAsync(Some.ChargeBody(amount: 0), (Key, "k1")))["status_code"]);

        Assert.Equal("201", (await gateway.ChargeAsync(Some.ChargeBody(), (Key, "k1")))["status_code"]);
    }

    [Fact]
    public async Task Same_key_after_5_minutes()
    {
        await using var gateway = await TestGateway.StartAsync();
        await gateway.ChargeAsync(Some.ChargeBody(), (Key, "k1"));
        gateway.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal("406", (await gateway.ChargeAsync(Some.ChargeBody(), (Key, "k1")))["status_code"]);
        Assert.Equal(
            "201", (await gateway.ChargeAsync(Some.ChargeBody(order: "order-102"), (Key, "k1")))["status_code"]);
    }

    // Protocol 1.38.
    [Fact]
    public async Task Key_of_47_characters()
    {
        await using var gateway = await TestGateway.StartAsync();
        await gateway.ChargeAsync(Some.ChargeBody(), (Key, new string('k', 47)));
        Assert.Equal("406", (await gateway.ChargeAsync(Some.ChargeBody(), (Key, new string('k', 47))))["status_code"]);

        var first = await gateway.ChargeAsync(Some.ChargeBody(order: "order-102"), (Key, new string('k', 46)));
        Assert.Equal(first.Text, (await gateway.ChargeAsync(Some.ChargeBody(), (Key, new string('k', 46)))).Text);
    }

    // Protocol 1.42.
    [Fact]
    public async Task Empty_key_header_Ruby_client()
    {
        await using var gateway = await TestGateway.StartAsync();
        await gateway.ChargeAsync(Some.ChargeBody(), (Key, ""));

        Assert.Equal("406", (await gateway.ChargeAsync(Some.ChargeBody(), (Key, " ")))["status_code"]);
    }

    // Protocol 1.37.
    [Fact]
    public async Task Key_on_GET()
    {
        await using var gateway = await TestGateway.StartAsync();
        await gateway.ChargeAsync(Some.ChargeBody(), (Key, "k1"));

        var status = await gateway.SendAsync(HttpMethod.Get, "/v2/order-101/status", null, (Key, "k1"));

        Assert.Equal("Success, transaction is found", status["status_message"]);
    }

    // Protocol 1.40.
    [Fact]
    public async Task Key_on_an_Indomaret_charge()
    {
        await using var gateway = await TestGateway.StartAsync();
        var first = await gateway.ChargeAsync(Some.ChargeBody(StoreChain.Indomaret), (Key, "k1"));

        Assert.Equal(first.Text, (await gateway.ChargeAsync(Some.ChargeBody(StoreChain.Indomaret), (Key, "k1"))).Text);
    }

    [Fact]
    public async Task A_cancel_and_an_expire_are_told_again_as_they_were()
    {
        await using var gateway = await TestGateway.StartAsync();
        await gateway.ChargedCodeAsync();
        var cancelled = await gateway.SendAsync(HttpMethod.Post, "/v2/order-101/cancel", "{}", (Key, "c"));
        Assert.Equal("200", cancelled["status_code"]);
        await gateway.ChargedCodeAsync();
        var expired = await gateway.SendAsync(HttpMethod.Post, "/v2/order-101/expire", "{}", (Key, "e"));
        Assert.Equal("407", expired["status_code"]);

        Assert.Equal(
            cancelled.Text, (await gateway.SendAsync(HttpMethod.Post, "/v2/order-101/cancel", "{}", (Key, "c"))).Text);
        Assert.Equal(
            expired.Text, (await gateway.SendAsync(HttpMethod.Post, "/v2/order-101/expire", "{}", (Key, "e"))).Text);
    }

    [Fact]
    public async Task A_key_of_one_merchant_is_nothing_to_another()
    {
        await using var gateway = await TestGateway.StartAsync();
        var other = await gateway.App.Merchants.OpenAsync(
            new NewMerchant { Environment = GatewayEnvironment.Sandbox, Name = "Another" }, default);
        var first = await gateway.ChargeAsync(Some.ChargeBody(), (Key, "k1"));

        var theirs = await gateway.SendAsAsync(
            other.ServerKey.Text, HttpMethod.Post, "/v2/charge", Some.ChargeBody(), (Key, "k1"));

        Assert.Equal("201", theirs["status_code"]);
        Assert.NotEqual(first["transaction_id"], theirs["transaction_id"]);
    }
}
