using Dapper;
using Gerai.Notifications;
using Gerai.Storage;
using Gerai.Tests.Support;

namespace Gerai.Tests.MerchantApi;

/// <summary>Sending again, from the wish to the notification that arrives.</summary>
public sealed class ResendTests
{
    [Fact]
    public async Task What_is_kept_no_longer_says_so_since_when_and_cannot_be_sent_again()
    {
        await using var gateway = await TestGateway.StartAsync();
        await gateway.ChargedCodeAsync();
        var id = await EventsTests.OnlyIdAsync(gateway);
        await gateway.PostAsync("/v2/order-101/cancel");
        await gateway.WaitForAttemptsAsync(2);
        await gateway.WaitForStateAsync(NotificationState.Delivered);
        var kept = await EventsTests.GetAsync(gateway, $"/gerai/v1/events/{id}");

        await EndAsync(gateway, "attempts", Some.Morning.AddDays(100));
        var older = await EventsTests.GetAsync(gateway, $"/gerai/v1/events/{id}");
        await EndAsync(gateway, "notifications", Some.Morning.AddDays(200));
        var oldest = await EventsTests.GetAsync(gateway, $"/gerai/v1/events/{id}");
        var refused = await gateway.PostAsync($"/gerai/v1/events/{id}/resend");

        Assert.DoesNotContain("kept_since", kept.Text, StringComparison.Ordinal);
        var delivery = EventsTests.Delivery(older.Json);
        Assert.StartsWith("2026-01-25T", EventsTests.Text(delivery, "attempts_kept_since"), StringComparison.Ordinal);
        Assert.Equal((1, 0), (
            delivery.GetProperty("attempts_made").GetInt32(), delivery.GetProperty("attempts").GetArrayLength()));
        Assert.StartsWith("2026-02-04T", oldest["deliveries_kept_since"], StringComparison.Ordinal);
        Assert.Equal((410, "kept_no_longer"), (refused.Http, refused["error"]));
    }

    [Fact]
    public async Task What_was_given_up_is_sent_again_with_a_fresh_allowance_and_says_who_wished_it()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.Shop.Answers = _ => Task.FromResult(302);
        await gateway.ChargedCodeAsync();
        await gateway.WaitForStateAsync(NotificationState.GivenUp);
        var first = await gateway.Shop.NextAsync();
        var id = await EventsTests.OnlyIdAsync(gateway);

        // 404 allows two retries, counted from the resend (protocol 6.25).
        gateway.Shop.Answers = _ => Task.FromResult(404);
        var resent = await gateway.PostAsync($"/gerai/v1/events/{id}/resend");
        var again = await gateway.Shop.NextAsync();
        await gateway.WaitForAttemptsAsync(2);
        var waiting = await gateway.PostAsync($"/gerai/v1/events/{id}/resend");
        foreach (var attempts in new[] { 3, 4 })
        {
            gateway.Clock.Advance(TimeSpan.FromHours(4));
            await gateway.WaitForAttemptsAsync(attempts);
        }

        await gateway.WaitForStateAsync(NotificationState.GivenUp);
        Assert.Equal(("1", "0"), (resent["resent"], resent["already_waiting"]));
        Assert.Equal(("0", "1"), (waiting["resent"], waiting["already_waiting"]));
        Assert.Equal(first.Text, again.Text);
        var told = EventsTests.Delivery((await EventsTests.GetAsync(gateway, $"/gerai/v1/events/{id}")).Json);
        Assert.Equal([1, 2, 3, 4], told.GetProperty("attempts").EnumerateArray()
            .Select(attempt => attempt.GetProperty("number").GetInt32()));
        var wish = Assert.Single(told.GetProperty("resends").EnumerateArray());
        Assert.Matches("^key [0-9a-f]{12}$", EventsTests.Text(wish, "by"));
        Assert.Equal(1, wish.GetProperty("after_attempt").GetInt32());
    }

    [Fact]
    public async Task All_that_was_given_up_since_a_moment_is_sent_again()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.Shop.Answers = _ => Task.FromResult(302);
        await gateway.ChargedCodeAsync(order: "old");
        await gateway.WaitForAttemptsAsync(1);
        gateway.Clock.Advance(TimeSpan.FromHours(1));
        await gateway.ChargedCodeAsync(order: "new-1");
        await gateway.ChargedCodeAsync(order: "new-2");
        await gateway.WaitForAttemptsAsync(3);
        await gateway.WaitForStateAsync(NotificationState.GivenUp);
        gateway.Shop.Answers = _ => Task.FromResult(200);

        var answer = await gateway.PostAsync("/gerai/v1/events/resend?failed_since=2026-01-15T03:30:00Z");
        await gateway.WaitForAttemptsAsync(5);

        Assert.Equal(("2", "false"), (answer["resent"], answer["has_more"]));
        var left = await EventsTests.GetAsync(gateway, "/gerai/v1/events?state=given_up");
        Assert.Equal("old", left.Json.GetProperty("events")[0].GetProperty("order_id").GetString());
        Assert.Equal(1, left.Json.GetProperty("events").GetArrayLength());
    }

    [Fact]
    public async Task One_address_of_several_can_be_chosen_and_one_that_was_never_told_cannot()
    {
        await using var gateway = await TestGateway.StartAsync(merchant: wanted => wanted with
        {
            NotificationUrls = [.. wanted.NotificationUrls, wanted.NotificationUrls[0] + "/second"],
        });
        await gateway.ChargedCodeAsync();
        await gateway.WaitForStateAsync(NotificationState.Delivered);
        var id = await EventsTests.OnlyIdAsync(gateway);
        string PathOf(string address) => $"/gerai/v1/events/{id}/resend?address={Uri.EscapeDataString(address)}";

        var second = await gateway.PostAsync(PathOf(gateway.Shop.NotifyUrl + "/second"));
        var nobody = await gateway.PostAsync(PathOf("http://elsewhere.example/"));
        await gateway.WaitForAttemptsAsync(3);

        Assert.Equal("1", second["resent"]);
        Assert.Equal((409, "no_address"), (nobody.Http, nobody["error"]));
    }

    // The gateway's own loop may be at it already; then that one has done it.
    private static async Task EndAsync(TestGateway gateway, string table, DateTimeOffset at)
    {
        // Stopped meanwhile, since a clock that is turned rings every second of a hundred days.
        await gateway.StopAsync();
        gateway.Clock.SetUtcNow(at);
        await gateway.StartAgainAsync();
        var retention = gateway.Service<Retention>();
        await using var books = await gateway.Service<Database>().OpenAsync(default);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (await books.ExecuteScalarAsync<long>($"select count(*) from {table}") > 0)
        {
            await retention.RunAsync((_, _) => Task.CompletedTask, limit.Token);
        }
    }
}
