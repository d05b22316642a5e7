using Gerai.BrowserTests.Support;
using Gerai.People;
using Gerai.Tests.Support;
using Microsoft.Playwright;

namespace Gerai.BrowserTests;

/// <summary>A day at the transactions: money comes in, is looked for and looked at (protocol 7.7 to 7.9).</summary>
public sealed class PortalTransactionsTests(Chromium chromium)
{
    private const string Transactions = "/portal/transactions";

    // Longer than a page waits between two looks.
    private static readonly TimeSpan AMoment = TimeSpan.FromSeconds(6);

    [Fact]
    public async Task A_payment_that_is_charged_and_paid_while_the_list_is_open_appears_and_turns()
    {
        await using var office = await Office.OpenAsync();
        var orders = new Orders(office, office.Merchant);
        await orders.ChargeAsync("order-1");
        await using var clerk = await Clerk.EnterAsync(chromium, office);
        await clerk.Page.GotoAsync(Transactions);
        await clerk.SignInAsync();
        await clerk.SeesAsync("Transactions");
        await SeesAsync(Row(clerk, "order-1"), "Pending");

        var second = await orders.ChargeAsync("order-2");
        office.Advance(AMoment);
        await clerk.ClickAsync("1 new payment · show");
        await SeesAsync(Row(clerk, "order-2"), "Pending");
        await orders.PayAsync(second);
        office.Advance(AMoment);

        await SeesAsync(Row(clerk, "order-2"), "Paid");
        await SeesAsync(clerk.Page.Locator("#count"), "2 payments");
        Assert.Empty(clerk.Complaints);
    }

    [Fact]
    public async Task Payments_are_looked_for_by_the_form_and_an_address_finds_them_again()
    {
        await using var office = await Office.OpenAsync();
        var orders = new Orders(office, office.Merchant);
        for (var i = 1; i <= 21; i++)
        {
            var order = await orders.ChargeAsync($"order-{i:00}", 10_000 + i);
            office.Advance(TimeSpan.FromMilliseconds(5));
            if (i == 7)
            {
                await orders.PayAsync(order);
            }
        }

        await using var clerk = await Clerk.EnterAsync(chromium, office);
        await clerk.Page.GotoAsync(Transactions);
        await clerk.SignInAsync();
        await SeesAsync(clerk.Page.Locator("#count"), "21 payments");
        await SeesRowsAsync(clerk, 20, "order-21");

        await LinkAsync(clerk, "Next");
        await SeesRowsAsync(clerk, 1, "order-01");
        await LinkAsync(clerk, "Previous");
        await SeesRowsAsync(clerk, 20, "order-21");
        await LinkAsync(clerk, "Amount");
        await Assertions.Expect(clerk.Page.Locator("th[aria-sort=descending]")).ToContainTextAsync("Amount");
        await SeesRowsAsync(clerk, 20, "order-21");
        await LinkAsync(clerk, "Amount");
        await SeesRowsAsync(clerk, 20, "order-01");

        await clerk.Page.GetByLabel("Status").SelectOptionAsync("Paid");
        await clerk.ClickAsync("Search");
        await SeesRowsAsync(clerk, 1, "order-07");
        var shared = clerk.Page.Url;
        await clerk.Page.GoBackAsync();
        await SeesRowsAsync(clerk, 20, "order-01");
        await clerk.Page.GotoAsync(shared);
        await SeesRowsAsync(clerk, 1, "order-07");
        await Assertions.Expect(clerk.Page.GetByLabel("Status")).ToHaveValueAsync("settlement");

        await clerk.Page.GotoAsync(Transactions + "?transaction=nonsense");
        await Assertions.Expect(clerk.Page.GetByText("This is not a transaction id.")).ToBeVisibleAsync();
        await Assertions.Expect(clerk.Page.Locator("table.payments")).ToHaveCountAsync(0);
        Assert.Empty(clerk.Complaints);
    }

    [Fact]
    public async Task One_payment_tells_all_that_is_known_and_is_paid_and_reversed_in_the_sandbox()
    {
        await using var office = await Office.OpenAsync();
        var order = await new Orders(office, office.Merchant).ChargeAsync("order-1", name: Orders.Hostile);
        await using var clerk = await Clerk.EnterAsync(chromium, office);
        await clerk.Page.GotoAsync(Transactions);
        await clerk.SignInAsync();
        await LinkAsync(clerk, "order-1");
        await clerk.SeesAsync("order-1");
        foreach (var text in new[]
        {
            Grouped(order.Code), "Rp44.000", order.Id.ToString(), "budi@example.com", "081234567890", "Bandung",
            "Gayo arabica", "meja 4", "Charged",
        })
        {
            await Assertions.Expect(clerk.Page.Locator("main")).ToContainTextAsync(text);
        }

        // As a text, and nothing of it is done: the policy's complaints would tell of a picture that was asked for.
        await Assertions.Expect(clerk.Page.Locator("main")).ToContainTextAsync(Orders.Hostile);
        await ActAsync(clerk, "Pay (sandbox)", "Pay");
        await SeesAsync(clerk.Page.Locator("#state"), "Paid");
        await Assertions.Expect(clerk.Page.Locator("main")).ToContainTextAsync("Paid at the counter");
        await ActAsync(clerk, "Reverse (sandbox)", "Reverse");
        await SeesAsync(clerk.Page.Locator("#state"), "Reversed");

        Assert.Empty(clerk.Complaints);
        Assert.Empty(clerk.Strangers);
    }

    [Fact]
    public async Task A_payment_is_cancelled_after_a_question_and_the_activity_says_by_whom()
    {
        await using var office = await Office.OpenAsync();
        var order = await new Orders(office, office.Merchant).ChargeAsync("order-1");
        await using var clerk = await Clerk.EnterAsync(chromium, office);
        await clerk.Page.GotoAsync($"{Transactions}/{order.Id}");
        await clerk.SignInAsync();
        await clerk.ClickAsync("Cancel payment");
        await clerk.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Not now" }).ClickAsync();
        await Assertions.Expect(clerk.Page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        await SeesAsync(clerk.Page.Locator("#state"), "Pending");

        await ActAsync(clerk, "Cancel payment", "Cancel payment");

        await SeesAsync(clerk.Page.Locator("#state"), "Cancelled");
        await Assertions.Expect(clerk.Page.GetByText("The payment is cancelled.")).ToBeVisibleAsync();
        await Assertions.Expect(clerk.Page.GetByRole(AriaRole.Group, new() { Name = "Actions" })).ToHaveCountAsync(0);
        await LinkAsync(clerk, "Activity");
        await Assertions.Expect(clerk.Page.GetByText("Payment cancelled: order-1")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Another_merchants_payment_and_none_are_the_same_page()
    {
        await using var office = await Office.OpenAsync();
        var theirs = await (await Orders.OfAnotherAsync(office)).ChargeAsync("order-9");
        await using var clerk = await Clerk.EnterAsync(chromium, office);
        await clerk.Page.GotoAsync($"{Transactions}/{theirs.Id}");
        await clerk.SignInAsync();
        await clerk.SeesAsync("Page not found");
        var foreign = await clerk.Page.Locator("main").InnerHTMLAsync();
        await clerk.Page.GotoAsync($"{Transactions}/nonsense");
        await clerk.SeesAsync("Page not found");

        Assert.Equal(foreign, await clerk.Page.Locator("main").InnerHTMLAsync());
    }

    [Fact]
    public async Task Who_may_only_look_sees_no_button_that_would_refuse_them()
    {
        await using var office = await Office.OpenAsync();
        await office.JoinAsync(Role.CustomerService, "cici@kopisenja.example", "Cici");
        var order = await new Orders(office, office.Merchant).ChargeAsync("order-1");
        await using var clerk = await Clerk.EnterAsync(chromium, office);
        await clerk.Page.GotoAsync(Transactions);
        await clerk.SignInAsync("cici@kopisenja.example");
        await clerk.SeesAsync("Transactions");
        await Assertions.Expect(clerk.Page.GetByRole(AriaRole.Link, new() { Name = "Export CSV" })).ToHaveCountAsync(0);
        await clerk.Page.GotoAsync($"{Transactions}/{order.Id}");
        await clerk.SeesAsync("order-1");

        await Assertions.Expect(clerk.Page.GetByRole(AriaRole.Group, new() { Name = "Actions" })).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task The_days_figures_follow_while_somebody_looks()
    {
        await using var office = await Office.OpenAsync();
        var orders = new Orders(office, office.Merchant);
        var order = await orders.ChargeAsync("order-1");
        await using var clerk = await Clerk.EnterAsync(chromium, office);
        await clerk.Page.GotoAsync("/portal?days=30");
        await clerk.SignInAsync();
        await SeesAsync(clerk.Page.Locator("#f-pending"), "1");
        await SeesAsync(clerk.Page.Locator("#f-volume"), "Rp0");

        await orders.PayAsync(order);
        office.Advance(TimeSpan.FromSeconds(11));

        await SeesAsync(clerk.Page.Locator("#f-volume"), "Rp44.000");
        await SeesAsync(clerk.Page.Locator("#f-conversion"), "100%");
        await LinkAsync(clerk, "90 days");
        await SeesAsync(clerk.Page.Locator("#f-conversion"), "90 days");
        Assert.Empty(clerk.Complaints);
    }

    private static string Grouped(string code) => string.Join(' ', code.Chunk(4).Select(group => new string(group)));

    private static ILocator Row(Clerk clerk, string order) =>
        clerk.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = order });

    private static Task SeesAsync(ILocator place, string text) =>
        Assertions.Expect(place).ToContainTextAsync(text, new() { Timeout = 30_000 });

    private static async Task SeesRowsAsync(Clerk clerk, int count, string first)
    {
        var rows = clerk.Page.Locator("table.payments tbody tr");
        await SeesAsync(rows.First, first);
        await Assertions.Expect(rows).ToHaveCountAsync(count);
    }

    private static Task LinkAsync(Clerk clerk, string name) =>
        clerk.Page.GetByRole(AriaRole.Link, new() { Name = name, Exact = true }).ClickAsync();

    private static async Task ActAsync(Clerk clerk, string button, string yes)
    {
        await clerk.ClickAsync(button);
        await clerk.Page.GetByRole(AriaRole.Dialog)
            .GetByRole(AriaRole.Button, new() { Name = yes, Exact = true }).ClickAsync();
    }
}
