using Gerai.Stores;
using Gerai.Tests.Support;
using Gerai.Wire;

namespace Gerai.Tests.Doors;

/// <summary>
/// The calls on a payment that is there: by order id or transaction id, and what each does in each state.
/// </summary>
public sealed class StatusCancelExpireTests
{
    // Protocol 1.9, 3.25, 5.11.
    [Fact]
    public async Task A_cancel_ends_a_pending_payment_once()
    {
        await using var gateway = await TestGateway.StartAsync();
        await gateway.ChargedCodeAsync();

        var cancelled = await gateway.PostAsync("/v2/order-101/cancel", "");
        Assert.Equal(
            (200, "200", "Success, transaction is canceled", "cancel"),
            (cancelled.Http, cancelled["status_code"], cancelled["status_message"], cancelled["transaction_status"]));

        var again = await gateway.PostAsync("/v2/order-101/cancel");
        Assert.Equal((200, "412"), (again.Http, again["status_code"]));
        Assert.Equal("200", (await gateway.StatusAsync("order-101"))["status_code"]);
        Assert.Equal("202", (await gateway.Shop.NextAsync("cancel"))["status_code"]);
    }

    // Protocol 1.10, 3.26, 3.23, 6.13: 407 in the answers, 202 in the notification, each signed with its own code.
    [Fact]
    public async Task An_expire_call_ends_a_pending_payment_with_407()
    {
        await using var gateway = await TestGateway.StartAsync();
        await gateway.ChargedCodeAsync(StoreChain.Indomaret);

        var expired = await gateway.PostAsync("/v2/order-101/expire", "null");
        Assert.Equal((200, "407", "expire"), (expired.Http, expired["status_code"], expired["transaction_status"]));
        var again = await gateway.PostAsync("/v2/order-101/expire");
        Assert.Equal((200, "412"), (again.Http, again["status_code"]));

        var key = gateway.Merchant.ServerKey.Text;
        var status = await gateway.StatusAsync("order-101");
        Assert.Equal(Signature.Of("order-101", "407", "44000.00", key), status["signature_key"]);
        var notification = await gateway.Shop.NextAsync("expire");
        Assert.Equal(Signature.Of("order-101", "202", "44000.00", key), notification["signature_key"]);
    }

    // Protocol 5.17, 5.12.
    [Fact]
    public async Task A_payment_answers_expire_from_its_first_overdue_millisecond()
    {
        await using var gateway = await TestGateway.StartAsync(TestGateway.WithoutSweeper);
        await gateway.ChargeAsync(Some.ChargeBody().Replace(
            "\"cstore\": {",
            """ "custom_expiry": { "expiry_duration": 60 }, "cstore": { """,
            StringComparison.Ordinal));

        gateway.Advance(TimeSpan.FromHours(1) - TimeSpan.FromMilliseconds(1));
        Assert.Equal("pending", (await gateway.StatusAsync("order-101"))["transaction_status"]);

        gateway.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal("expire", (await gateway.StatusAsync("order-101"))["transaction_status"]);
        Assert.Equal("412", (await gateway.PostAsync("/v2/order-101/cancel"))["status_code"]);
        Assert.Equal("412", (await gateway.PostAsync("/v2/order-101/expire"))["status_code"]);
    }

    // Protocol 5.19.
    [Fact]
    public async Task The_sweeper_tells_the_shop_that_a_payment_has_expired()
    {
        await using var gateway = await TestGateway.StartAsync();
        await gateway.ChargedCodeAsync();
        await gateway.Shop.NextAsync("pending");

        gateway.Advance(TimeSpan.FromHours(24));

        Assert.Equal("202", (await gateway.Shop.NextAsync("expire"))["status_code"]);
    }

    // Protocol 1.11 to 1.14, 5.13.
    [Theory]
    [InlineData("approve")]
    [InlineData("deny")]
    [InlineData("refund")]
    [InlineData("refund/online/direct")]
    public async Task What_has_no_meaning_at_a_counter_is_412_for_a_known_payment_and_404_for_an_unknown_one(
        string call)
    {
        await using var gateway = await TestGateway.StartAsync();
        await gateway.ChargedCodeAsync();

        var known = await gateway.PostAsync($"/v2/order-101/{call}");
        Assert.Equal(
            (200, "412", "Transaction status cannot be updated."),
            (known.Http, known["status_code"], known["status_message"]));
        var unknown = await gateway.PostAsync($"/v2/order-102/{call}");
        Assert.Equal(
            (200, "404", "Transaction doesn't exist."),
            (unknown.Http, unknown["status_code"], unknown["status_message"]));
    }

    [Fact]
    public async Task A_capture_names_its_payment_in_the_body()
    {
        await using var gateway = await TestGateway.StartAsync();
        await gateway.ChargedCodeAsync();
        var id = (await gateway.StatusAsync("order-101"))["transaction_id"];

        Assert.Equal(
            "412", (await gateway.PostAsync("/v2/capture", $$"""{"transaction_id":"{{id}}"}"""))["status_code"]);
        Assert.Equal(
            "404", (await gateway.PostAsync("/v2/capture", """{"transaction_id":"nobody's"}"""))["status_code"]);
        Assert.Equal("400", (await gateway.PostAsync("/v2/capture", "{}"))["status_code"]);
        Assert.Equal("413", (await gateway.PostAsync("/v2/capture", "{"))["status_code"]);
        Assert.Equal("404", (await gateway.SendAsync(HttpMethod.Get, "/v2/order-101/status/b2b", null))["status_code"]);
    }

    // Protocol 1.19 to 1.21.
    [Theory]
    [InlineData("order 1", "/v2/order%201/status")]
    [InlineData("a/b", "/v2/a/b/status")]
    [InlineData("a/b", "/v2/a%2Fb/status")]
    [InlineData("a/status/b", "/v2/a/status/b/status")]
    [InlineData("100%25", "/v2/100%2525/status")]
    [InlineData("2016-11-14 11:54:03 +0800", "/v2/2016-11-14%2011:54:03%20+0800/status")]
    [InlineData("x", "/v2/x/status?locale=id")]
    public async Task An_order_id_is_found_however_the_client_writes_it_into_the_path(string order, string path)
    {
        await using var gateway = await TestGateway.StartAsync();
        await gateway.ChargedCodeAsync(order: order);

        var status = await gateway.SendAsync(HttpMethod.Get, path, null);

        Assert.Equal(order, status["order_id"]);
    }

    [Fact]
    public async Task A_transaction_id_comes_before_an_order_id_of_the_same_letters_1_20()
    {
        await using var gateway = await TestGateway.StartAsync();
        await gateway.ChargedCodeAsync();
        var id = (await gateway.StatusAsync("order-101"))["transaction_id"];
        await gateway.ChargedCodeAsync(order: id);

        Assert.Equal("order-101", (await gateway.StatusAsync(id))["order_id"]);
    }

    [Theory]
    [InlineData("/v2//status")]
    [InlineData("/v2/null/status")]
    [InlineData("/v2/0b6f3c1e-3c5a-4f0e-9d6b-5a2f6f1c7a10/status")]
    [InlineData("/v2/%FF/status")]
    public async Task An_identifier_that_no_payment_has_is_404_in_the_body(string path)
    {
        await using var gateway = await TestGateway.StartAsync();

        var answer = await gateway.SendAsync(HttpMethod.Get, path, null);

        Assert.Equal((200, "404"), (answer.Http, answer["status_code"]));
    }

    // Every race has one winner.
    [Fact]
    public async Task Of_a_cancel_an_expire_and_a_payment_at_once_exactly_one_wins()
    {
        await using var gateway = await TestGateway.StartAsync();
        for (var round = 0; round < 20; round++)
        {
            var order = $"order-{round}";
            var code = await gateway.ChargedCodeAsync(order: order);

            var cancel = gateway.PostAsync($"/v2/{order}/cancel");
            var expire = gateway.PostAsync($"/v2/{order}/expire");
            var pay = gateway.Terminal(StoreChain.Alfamart).PayAsync(code, 44_000, $"R{round}");
            await Task.WhenAll(cancel, expire, pay);

            string[] winners =
            [
                .. (await cancel)["status_code"] == "200" ? ["cancel"] : Array.Empty<string>(),
                .. (await expire)["status_code"] == "407" ? ["expire"] : Array.Empty<string>(),
                .. (await pay)["result"] == "booked" ? ["settlement"] : Array.Empty<string>(),
            ];
            Assert.Equal([(await gateway.StatusAsync(order))["transaction_status"]], winners);
        }
    }

    // contract/core-api/client-quirks.json, protocol 1.34, 1.63: whoever calls, and whatever stands in the body.
    [Fact]
    public async Task Every_client_may_cancel_and_expire_with_the_body_it_happens_to_send()
    {
        await using var gateway = await TestGateway.StartAsync();
        foreach (var client in Samples.Json("core-api/client-quirks.json").EnumerateArray())
        {
            var bodies = client.TryGetProperty("action_post_body", out var said) ? BodiesOf(said.GetString()!) : [];
            foreach (var body in bodies)
            {
                await gateway.ChargedCodeAsync();
                var cancelled = await gateway.SendAsync(
                    HttpMethod.Post, "/v2/order-101/cancel", body, ("User-Agent", client.Text("user_agent")));
                await gateway.ChargedCodeAsync();
                var expired = await gateway.SendAsync(
                    HttpMethod.Post, "/v2/order-101/expire", body, ("User-Agent", client.Text("user_agent")));

                Assert.Equal(("200", "407"), (cancelled["status_code"], expired["status_code"]));
            }
        }
    }

    private static string?[] BodiesOf(string said) => said switch
    {
        "none" => [null],
        "empty text" => [""],
        "{}" => ["{}"],
        "{} for cancel and approve, null for expire" => ["{}", "null"],
        _ => throw new InvalidOperationException($"Nobody knows what body this is: {said}"),
    };
}
