using Gerai.Notifications;
using Gerai.Stores;
using Gerai.Tests.Support;
using Gerai.Values;
using Gerai.Wire;

namespace Gerai.Tests.Doors;

/// <summary>
/// How a shop is told, by the whole gateway: when, where, how often, and never before its status shows it.
/// </summary>
public sealed class NotificationTests
{
    // Protocol 5.20: clients believe only what the status call says.
    [Fact]
    public async Task The_new_state_is_visible_before_its_notification_leaves()
    {
        await using var gateway = await TestGateway.StartAsync();
        var seen = new List<(string Told, string Status)>();
        gateway.Shop.Answers = async notification =>
        {
            var status = await gateway.StatusAsync(notification["transaction_id"]);
            seen.Add((notification["transaction_status"], status["transaction_status"]));
            return 200;
        };

        var code = await gateway.ChargedCodeAsync(StoreChain.Indomaret);
        await gateway.Shop.NextAsync("pending");
        await gateway.Terminal(StoreChain.Indomaret).PayAsync(code, 44_000, "R1");
        await gateway.Shop.NextAsync("settlement");
        await gateway.Terminal(StoreChain.Indomaret).ReverseAsync(code, "R1");
        await gateway.Shop.NextAsync("deny");

        Assert.Equal([("pending", "pending"), ("settlement", "settlement"), ("deny", "deny")], seen);
    }

    // Protocol 6.1, 6.2, 6.5; contract/notifications/notification.http.json.
    [Fact]
    public async Task It_arrives_with_the_documented_headers_and_its_keys_in_reverse_alphabetical_order()
    {
        await using var gateway = await TestGateway.StartAsync();
        var code = await gateway.ChargedCodeAsync(StoreChain.Indomaret);
        await gateway.Terminal(StoreChain.Indomaret).PayAsync(code, 44_000, "R1");

        var told = await gateway.Shop.NextAsync("settlement");

        var documented = Samples.Json("notifications/notification.http.json").GetProperty("headers");
        foreach (var header in documented.EnumerateObject())
        {
            Assert.Equal(header.Value.GetString(), told.Headers[header.Name]);
        }

        Assert.Equal(told.Keys.OrderDescending(StringComparer.Ordinal), told.Keys);
        Assert.Equal(
            Samples.Json("notifications/notification.indomaret.settlement.json").EnumerateObject()
                .Select(member => member.Name),
            told.Keys);
    }

    // Protocol 6.25 to 6.29, on a clock that the test turns.
    [Theory]
    [InlineData(500, 2)]
    [InlineData(404, 3)]
    [InlineData(302, 1)]
    public async Task A_shop_that_refuses_is_asked_again_as_often_as_documented(int status, int attempts)
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.Shop.Answers = _ => Task.FromResult(status);
        await gateway.ChargedCodeAsync();

        for (var attempt = 1; attempt <= attempts; attempt++)
        {
            var told = await gateway.Shop.NextAsync();
            Assert.Equal("pending", told["transaction_status"]);
            await gateway.WaitForAttemptsAsync(attempt);
            gateway.Advance(TimeSpan.FromMinutes(211));
        }

        await gateway.WaitForStateAsync(NotificationState.GivenUp);
        Assert.False(gateway.Shop.HasMore);
    }

    // Protocol 1.43 to 1.48, 6.30.
    [Theory]
    [InlineData("", "", "/notify")]
    [InlineData("/also", "", "/notify,/also")]
    [InlineData("", "/instead", "/instead")]
    [InlineData("/also", "/instead", "/instead,/also")]
    [InlineData("", "/1,/2,/2,/3,/4,not an address", "/1,/2,/3")]
    public async Task A_charge_chooses_where_it_is_told(string append, string replace, string expected)
    {
        await using var gateway = await TestGateway.StartAsync();
        string Addresses(string paths) => string.Join(" , ", paths.Split(',').Select(path =>
            path.StartsWith('/') ? gateway.Shop.NotifyUrl.Replace("/notify", path, StringComparison.Ordinal) : path));

        await gateway.ChargeAsync(
            Some.ChargeBody(),
            ("X-Append-Notification", Addresses(append)),
            ("X-Override-Notification", Addresses(replace)));

        var paths = new List<string>();
        foreach (var path in expected.Split(','))
        {
            paths.Add((await gateway.Shop.NextAsync()).Path);
        }

        Assert.Equal(expected.Split(',').Order(), paths.Order());
        await gateway.WaitForAttemptsAsync(paths.Count);
        Assert.False(gateway.Shop.HasMore);
    }

    // Protocol 6.41, 6.4: a merchant's own addresses may be several, and each hears every state.
    [Theory]
    [InlineData("Alfamart", "cancel")]
    [InlineData("Alfamart", "expire")]
    [InlineData("Indomaret", "cancel")]
    [InlineData("Indomaret", "expire")]
    public async Task Every_address_of_a_merchant_is_told_of_the_beginning_and_of_the_end(string store, string end)
    {
        await using var gateway = await TestGateway.StartAsync(merchant: wanted => wanted with
        {
            NotificationUrls = [.. wanted.NotificationUrls, wanted.NotificationUrls[0] + "/second"],
        });
        await gateway.ChargedCodeAsync(Enum.Parse<StoreChain>(store));
        await gateway.PostAsync($"/v2/order-101/{end}");

        var told = new List<(string, string)>();
        for (var i = 0; i < 4; i++)
        {
            var next = await gateway.Shop.NextAsync();
            told.Add((next.Path, next["transaction_status"]));
        }

        Assert.Equal(
            [("/notify", end), ("/notify", "pending"), ("/notify/second", end), ("/notify/second", "pending")],
            told.Order());
    }

    // Protocol 6.30: one address that fails does not hold back the other.
    [Fact]
    public async Task Each_address_is_retried_on_its_own()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.Shop.Answers = notification => Task.FromResult(notification.Path == "/notify" ? 200 : 503);
        await gateway.ChargeAsync(
            Some.ChargeBody(),
            ("X-Append-Notification", gateway.Shop.NotifyUrl.Replace("/notify", "/broken", StringComparison.Ordinal)));
        await gateway.WaitForAttemptsAsync(2);
        gateway.Advance(TimeSpan.FromMinutes(2));
        await gateway.WaitForAttemptsAsync(3);

        var paths = new[]
        {
            await gateway.Shop.NextAsync(), await gateway.Shop.NextAsync(), await gateway.Shop.NextAsync(),
        };

        Assert.Equal(["/broken", "/broken", "/notify"], paths.Select(told => told.Path).Order());
    }

    // Protocol 6.20: the payment as it was, the key as it is.
    [Fact]
    public async Task A_retry_is_signed_with_the_key_of_today_and_tells_the_payment_as_it_was()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.Shop.Answers = _ => Task.FromResult(503);
        await gateway.ChargedCodeAsync();
        var first = await gateway.Shop.NextAsync();
        await gateway.WaitForAttemptsAsync(1);
        await gateway.PostAsync("/v2/order-101/cancel");
        await gateway.Shop.NextAsync("cancel");
        await gateway.WaitForAttemptsAsync(2);
        var rotated = await gateway.App.Merchants.RotateServerKeyAsync(
            gateway.Merchant.Id, TimeSpan.FromDays(1), SomePeople.Operator, default);

        gateway.Advance(TimeSpan.FromMinutes(2));
        var again = await gateway.Shop.NextAsync("pending");

        Assert.Equal(
            Signature.Of("order-101", "201", "44000.00", rotated.ServerKey.Text), again["signature_key"]);
        Assert.NotEqual(first["signature_key"], again["signature_key"]);
        Assert.Equal(first["transaction_time"], again["transaction_time"]);
    }

    // Production merchants may not make us call into the operator's network.
    [Fact]
    public async Task In_production_a_loopback_address_is_never_called()
    {
        await using var gateway = await TestGateway.StartAsync(
            merchant: wanted => wanted with { Environment = GatewayEnvironment.Production });

        await gateway.ChargedCodeAsync();

        await gateway.WaitForStateAsync(NotificationState.GivenUp);
        Assert.False(gateway.Shop.HasMore);
    }

    // Pull the plug after any step and the next start goes on from the tables.
    [Fact]
    public async Task What_was_not_told_before_a_stop_is_told_after_the_start()
    {
        await using var first = await TestGateway.StartAsync();
        first.Shop.Answers = _ => Task.FromResult(503);
        await first.ChargedCodeAsync();
        await first.WaitForAttemptsAsync(1);
        await first.StopAsync();

        first.Shop.Answers = _ => Task.FromResult(200);
        await first.Shop.NextAsync();
        first.Clock.Advance(TimeSpan.FromMinutes(2));
        await first.StartAgainAsync();

        Assert.Equal("pending", (await first.Shop.NextAsync())["transaction_status"]);
        await first.WaitForStateAsync(NotificationState.Delivered);
    }
}
