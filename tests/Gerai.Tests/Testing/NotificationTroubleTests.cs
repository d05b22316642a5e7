using Gerai.Testing;
using Gerai.Tests.Support;

namespace Gerai.Tests.Testing;

/// <summary>Notifications that are lost, late, doubled or out of order, each when a test asks for it.</summary>
public sealed class NotificationTroubleTests
{
    [Fact]
    public async Task A_lost_notification_never_comes_and_the_next_one_does()
    {
        await using var gerai = await GeraiSandbox.StartAsync();
        using var customer = new SandboxCustomer(gerai);
        var trouble = gerai.Trouble.LoseNotifications(when: told => told.TransactionStatus == "settlement");
        await gerai.PayAsync(await customer.ChargeAsync("order-101"));
        await gerai.DeliverAsync();
        await gerai.PayAsync(await customer.ChargeAsync("order-102"));

        await gerai.Clock.AdvanceAsync(TimeSpan.FromDays(2));

        Assert.Equal(1, trouble.Times);
        Assert.Equal(
            ["pending of order-101", "pending of order-102", "settlement of order-102"],
            gerai.Inbox.Heard.Select(told => told.ToString()));
        Assert.Equal("settlement", await customer.StatusAsync("order-101"));
    }

    [Fact]
    public async Task A_doubled_notification_comes_twice_the_same()
    {
        await using var gerai = await GeraiSandbox.StartAsync();
        using var customer = new SandboxCustomer(gerai);
        gerai.Trouble.DoubleNotifications();

        await customer.ChargeAsync();
        await gerai.DeliverAsync();

        var heard = gerai.Inbox.Heard;
        Assert.Equal(2, heard.Count);
        Assert.Equal(heard[0].Text, heard[1].Text);
        Assert.Equal(heard[0].EventId, heard[1].EventId);
        Assert.Equal(heard[0].Headers["webhook-signature"], heard[1].Headers["webhook-signature"]);
    }

    [Fact]
    public async Task A_reordered_notification_comes_after_the_next_of_its_payment()
    {
        await using var gerai = await GeraiSandbox.StartAsync();
        using var customer = new SandboxCustomer(gerai);
        gerai.Trouble.ReorderNotifications();
        var code = await customer.ChargeAsync("order-101");
        await gerai.DeliverAsync();
        await customer.ChargeAsync("order-102");
        await gerai.DeliverAsync();

        await gerai.PayAsync(code);
        await gerai.DeliverAsync();

        Assert.Equal(
            ["pending of order-102", "settlement of order-101", "pending of order-101"],
            gerai.Inbox.Heard.Select(told => told.ToString()));
    }

    [Fact]
    public async Task A_late_notification_comes_when_its_time_has_come_and_once()
    {
        await using var gerai = await GeraiSandbox.StartAsync();
        using var customer = new SandboxCustomer(gerai);
        using var trouble = gerai.Trouble.DelayNotifications(
            TimeSpan.FromHours(3), SandboxTrouble.Always, told => told.TransactionStatus == "settlement");
        await gerai.PayAsync(await customer.ChargeAsync());

        await gerai.Clock.AdvanceAsync(TimeSpan.FromMinutes(179));
        Assert.Equal("pending", Assert.Single(gerai.Inbox.Heard).TransactionStatus);
        await gerai.Clock.AdvanceAsync(TimeSpan.FromMinutes(1));

        Assert.Equal(["pending", "settlement"], gerai.Inbox.Heard.Select(told => told.TransactionStatus));
        Assert.Equal(1, gerai.Inbox.Heard[1].Attempt);
        Assert.Equal(1, trouble.Times);
    }

    [Fact]
    public async Task A_late_notification_holds_back_the_newer_ones_of_its_payment_only()
    {
        await using var gerai = await GeraiSandbox.StartAsync();
        using var customer = new SandboxCustomer(gerai);
        gerai.Trouble.DelayNotifications(TimeSpan.FromHours(1));
        var code = await customer.ChargeAsync("order-101");
        await gerai.DeliverAsync();
        await gerai.PayAsync(code);
        await customer.ChargeAsync("order-102");

        await gerai.DeliverAsync();
        Assert.Equal("pending of order-102", Assert.Single(gerai.Inbox.Heard).ToString());
        await gerai.Clock.AdvanceAsync(TimeSpan.FromHours(1));

        Assert.Equal(
            ["pending of order-102", "pending of order-101", "settlement of order-101"],
            gerai.Inbox.Heard.Select(told => told.ToString()));
    }

    [Fact]
    public async Task Trouble_ends_when_it_is_disposed_or_all_is_ended()
    {
        await using var gerai = await GeraiSandbox.StartAsync();
        using var customer = new SandboxCustomer(gerai);
        using (gerai.Trouble.LoseNotifications(SandboxTrouble.Always))
        {
            await customer.ChargeAsync("order-101");
            await customer.ChargeAsync("order-102");
            await gerai.DeliverAsync();
        }

        await customer.ChargeAsync("order-103");
        await gerai.DeliverAsync();
        gerai.Trouble.LoseNotifications(SandboxTrouble.Always);
        gerai.Trouble.End();
        await customer.ChargeAsync("order-104");
        await gerai.DeliverAsync();

        Assert.Equal(["order-103", "order-104"], gerai.Inbox.Heard.Select(told => told.OrderId));
    }

    [Fact]
    public async Task What_fails_in_the_shop_after_a_delay_is_sent_again_as_always()
    {
        await using var shop = await Shop.StartAsync();
        await using var gerai = await GeraiSandbox.StartAsync(new() { NotifyAt = new Uri(shop.NotifyUrl) });
        using var customer = new SandboxCustomer(gerai);
        var isFirst = true;
        shop.Answers = _ =>
        {
            var status = isFirst ? 500 : 200;
            isFirst = false;
            return Task.FromResult(status);
        };
        gerai.Trouble.DelayNotifications(TimeSpan.FromHours(1));
        await customer.ChargeAsync();

        await gerai.Clock.AdvanceAsync(TimeSpan.FromHours(2));

        Assert.Equal("1", (await shop.NextAsync()).Headers["X-Gerai-Attempt"]);
        Assert.Equal("2", (await shop.NextAsync()).Headers["X-Gerai-Attempt"]);
    }
}
