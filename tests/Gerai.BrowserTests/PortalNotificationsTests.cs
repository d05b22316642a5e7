using Gerai.BrowserTests.Support;
using Gerai.Notifications;
using Gerai.People;
using Gerai.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Playwright;

namespace Gerai.BrowserTests;

/// <summary>A merchant's notifications at the portal: looked through, looked into and sent again.</summary>
public sealed class PortalNotificationsTests(Chromium chromium)
{
    private const string Notifications = "/portal/notifications";

    // Longer than a page waits between two looks.
    private static readonly TimeSpan AMoment = TimeSpan.FromSeconds(6);

    private int shopSays = StatusCodes.Status302Found;

    [Fact]
    public async Task What_was_given_up_is_found_looked_into_and_all_of_it_sent_again()
    {
        await using var office = await OpenAsync();
        var orders = new Orders(office, office.Merchant);
        await orders.NotifyAtAsync(new Uri(office.Address, "/shop"));
        foreach (var order in new[] { "order-1", "order-2" })
        {
            var charged = await orders.ChargeAsync(order);
            await orders.WaitForStateAsync(new EventId(charged.Id, 1), NotificationState.GivenUp);
        }

        await using var clerk = await AtAsync(office);
        await SeesAsync(Row(clerk, "order-2"), "Given up");
        await clerk.Page.GetByLabel("State").SelectOptionAsync("Given up");
        await clerk.Page.GetByLabel("Order ID").FillAsync("order-1");
        await clerk.ClickAsync("Search");
        await Assertions.Expect(clerk.Page.Locator("article")).ToHaveCountAsync(1);

        await clerk.ClickAsync("Details: order-1, Pending");
        await SeesAsync(Row(clerk, "order-1"), "HTTP 302");
        await Row(clerk, "order-1").GetByText("Body of the notification").ClickAsync();
        await SeesAsync(Row(clerk, "order-1"), "\"transaction_status\": \"pending\"");
        await clerk.CanBeUsedByAllAsync();

        shopSays = StatusCodes.Status200OK;
        await clerk.ClickAsync("Send all again");
        await SeesAsync(clerk.Page.GetByRole(AriaRole.Dialog), "Send 2 again?");
        await clerk.Page.GetByRole(AriaRole.Dialog)
            .GetByRole(AriaRole.Button, new() { Name = "Send all again" }).ClickAsync();
        await SeesAsync(clerk.Page.Locator("main"), "2 notifications are about to be sent again.");

        await clerk.Page.GotoAsync(Notifications);
        office.Advance(AMoment);
        await SeesAsync(Row(clerk, "order-1"), "Delivered");
        await SeesAsync(Row(clerk, "order-2"), "Delivered");
        Assert.Empty(clerk.Complaints);
    }

    [Fact]
    public async Task New_ones_are_announced_and_pages_lead_to_the_older_ones()
    {
        shopSays = StatusCodes.Status200OK;
        await using var office = await OpenAsync();
        var orders = new Orders(office, office.Merchant);
        await orders.NotifyAtAsync(new Uri(office.Address, "/shop"));
        for (var i = 1; i <= 21; i++)
        {
            await orders.ChargeAsync($"order-{i:00}");
            office.Advance(TimeSpan.FromMilliseconds(5));
        }

        await using var clerk = await AtAsync(office);
        await Assertions.Expect(clerk.Page.Locator("article")).ToHaveCountAsync(20);
        await clerk.Page.GetByRole(AriaRole.Link, new() { Name = "Next" }).ClickAsync();
        await Assertions.Expect(clerk.Page.Locator("article")).ToHaveCountAsync(1);
        await SeesAsync(Row(clerk, "order-01"), "Pending");
        await clerk.Page.GetByRole(AriaRole.Link, new() { Name = "First page" }).ClickAsync();
        await SeesAsync(Row(clerk, "order-21"), "Pending");

        await orders.ChargeAsync("order-22");
        office.Advance(AMoment);
        await clerk.ClickAsync("1 new notification · show");
        await SeesAsync(Row(clerk, "order-22"), "Pending");
        Assert.Empty(clerk.Complaints);
    }

    [Fact]
    public async Task Another_merchants_notifications_are_nowhere_and_finance_sends_none()
    {
        await using var office = await OpenAsync();
        var theirs = await (await Orders.OfAnotherAsync(office)).ChargeAsync("their-order");
        await office.JoinAsync(Role.Finance, "tono@kopisenja.example", "Tono");
        await using var tono = await AtAsync(office, "tono@kopisenja.example");

        await SeesAsync(tono.Page.Locator("main"), "No notifications here.");
        await tono.Page.GotoAsync($"{Notifications}?order=their-order&after=9999999999999.{theirs.Id}.1");
        await SeesAsync(tono.Page.Locator("main"), "No notifications here.");
        await Assertions.Expect(tono.Page.GetByText("Send all again")).ToHaveCountAsync(0);
        await tono.Page.GotoAsync($"{Notifications}?state=Lost");
        await SeesAsync(tono.Page.Locator("main"), "This filter cannot be read.");
    }

    [Theory]
    [InlineData(Device.Phone, false)]
    [InlineData(Device.Phone, true)]
    [InlineData(Device.Desktop, false)]
    [InlineData(Device.Desktop, true)]
    public async Task The_page_can_be_used_by_all(Device device, bool isDark)
    {
        await using var office = await OpenAsync();
        var orders = new Orders(office, office.Merchant);
        await orders.NotifyAtAsync(new Uri(office.Address, "/shop"));
        var lost = await orders.ChargeAsync("order-1");
        await orders.WaitForStateAsync(new EventId(lost.Id, 1), NotificationState.GivenUp);
        shopSays = StatusCodes.Status200OK;
        var paid = await orders.ChargeAsync("order-2");
        await orders.PayAsync(paid);
        await orders.WaitForStateAsync(new EventId(paid.Id, 2), NotificationState.Delivered);
        await using var clerk = await AtAsync(office, device: device, isDark: isDark);
        await clerk.ClickAsync("Details: order-1, Pending");
        await SeesAsync(Row(clerk, "order-1"), "HTTP 302");

        await clerk.CanBeUsedByAllAsync();
        await clerk.Page.EvaluateAsync("scrollTo(0, 0)");
        await clerk.PictureAsync($"notifications-{device}-{(isDark ? "dark" : "light")}".ToLowerInvariant());
        Assert.Empty(clerk.Strangers);
    }

    private Task<Office> OpenAsync() => Office.OpenAsync(app => app.MapPost(
        "/shop", () => Results.Text("Moved to another address", statusCode: shopSays)));

    private async Task<Clerk> AtAsync(
        Office office, string email = Office.Email, Device device = Device.Desktop, bool isDark = false)
    {
        var clerk = await Clerk.EnterAsync(chromium, office, device, isDark);
        await clerk.Page.GotoAsync(Notifications);
        await clerk.SignInAsync(email);
        await clerk.SeesAsync("Notifications");
        return clerk;
    }

    private static ILocator Row(Clerk clerk, string order) =>
        clerk.Page.Locator("article").Filter(new() { HasText = order }).First;

    private static Task SeesAsync(ILocator place, string text) =>
        Assertions.Expect(place).ToContainTextAsync(text, new() { Timeout = 30_000 });
}
