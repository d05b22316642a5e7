using Gerai.BrowserTests.Support;
using Gerai.Notifications;
using Gerai.Stores;
using Gerai.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace Gerai.BrowserTests;

/// <summary>
/// What an operator looks after at their pages: money that fits no payment, dead letters, and how the gateway is; and
/// how all of the operator's pages look.
/// </summary>
public sealed class OperatorWorkTests(Chromium chromium)
{
    private const string Sri = "sri@operator.example";
    private const string Nobody = "052110023456";

    [Fact]
    public async Task Unmatched_money_is_decided_by_a_person_with_a_note_and_makes_no_payment()
    {
        await using var office = await OpenAsync();
        await AdviseAsync(office, "R-77");
        await using var clerk = await AtAsync(office, "unmatched", "Unmatched money");
        await Assertions.Expect(clerk.Page.Locator("[data-reference='R-77']")).ToContainTextAsync("Rp44.000");
        await clerk.ClickAsync("Decide R-77");
        await clerk.Page.GetByLabel("What was done").SelectOptionAsync("HandedBack");
        await clerk.Page.GetByLabel("Note", new() { Exact = true }).FillAsync("at the till in Bandung");
        await clerk.CanBeUsedByAllAsync();
        await clerk.ClickAsync("Note it");

        await Assertions.Expect(clerk.Page.GetByText("The decision is noted.")).ToBeVisibleAsync();
        await Assertions.Expect(clerk.Page.Locator("[data-reference]")).ToHaveCountAsync(0);
        await Assertions.Expect(clerk.Page.Locator("#history"))
            .ToContainTextAsync("HandedBack: at the till in Bandung");
        await Assertions.Expect(clerk.Page.Locator("#history")).ToContainTextAsync($"operator {Sri}");
        Assert.Empty(clerk.Complaints);
    }

    [Fact]
    public async Task What_a_colleague_has_decided_meanwhile_is_not_decided_again()
    {
        await using var office = await OpenAsync();
        await AdviseAsync(office, "R-77");
        await using var clerk = await AtAsync(office, "unmatched", "Unmatched money");
        await clerk.ClickAsync("Decide R-77");
        await clerk.Page.GetByLabel("Note", new() { Exact = true }).FillAsync("late");
        await office.ExecuteAsync("update unmatched_payments set decided_at_ms = 1, decision = 'Other', "
            + "decision_note = 'mine', decided_by = 'operator budi'");
        await clerk.ClickAsync("Note it");

        await Assertions.Expect(clerk.Page.GetByText("Somebody else has decided this already")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_dead_letter_is_sent_again_in_the_operators_name()
    {
        await using var office = await OpenAsync();
        var order = await GivenUpAsync(office);
        await using var clerk = await AtAsync(office, "dead-letters", "Dead letters");
        var letters = clerk.Page.Locator("[data-event]");
        await Assertions.Expect(letters).ToHaveCountAsync(2);
        await Assertions.Expect(letters.First).ToContainTextAsync("Response status is '404' not '200'");
        await Assertions.Expect(letters.First).ToContainTextAsync("Kopi Senja");

        await clerk.ClickAsync($"Send again: {order.Id}.1");
        await Assertions.Expect(clerk.Page.GetByText("1 sent again.")).ToBeVisibleAsync();
        await Assertions.Expect(letters).ToHaveCountAsync(1);
        await clerk.ClickAsync("All of this merchant: Kopi Senja");
        await clerk.CanBeUsedByAllAsync();
        await clerk.Page.GetByRole(AriaRole.Dialog)
            .GetByRole(AriaRole.Button, new() { Name = "Send again", Exact = true }).ClickAsync();
        await Assertions.Expect(clerk.Page.GetByText("Every notification arrived.")).ToBeVisibleAsync();

        var told = await office.Services.GetRequiredService<IEventLog>()
            .FindAsync(office.Merchant.Id, new EventId(order.Id, 1), default);
        var resend = Assert.Single(Assert.Single(told!.Deliveries).Resends);
        Assert.Equal(($"operator {Sri}", "operator"), (resend.By, resend.ByForMerchant));
        Assert.Empty(clerk.Complaints);
    }

    [Fact]
    public async Task The_health_of_the_gateway_stays_true_while_the_page_is_open()
    {
        await using var office = await OpenAsync();
        await using var clerk = await AtAsync(office, "health", "Health");
        var unmatched = clerk.Page.Locator("#h-unmatched .value");
        await Assertions.Expect(unmatched).ToHaveTextAsync("0");
        await Assertions.Expect(clerk.Page.Locator("#h-database")).ToContainTextAsync("migration 00");
        await AdviseAsync(office, "R-77");
        using var breath = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        for (var i = 0; i < 100 && await unmatched.InnerTextAsync() == "0" && await breath.WaitForNextTickAsync(); i++)
        {
            office.Advance(TimeSpan.FromSeconds(1));
        }

        await Assertions.Expect(unmatched).ToHaveTextAsync("1");
        Assert.Empty(clerk.Complaints);
    }

    [Theory]
    [InlineData(Device.SmallPhone, false)]
    [InlineData(Device.SmallPhone, true)]
    [InlineData(Device.Desktop, false)]
    [InlineData(Device.Desktop, true)]
    public async Task Every_page_of_the_operator_can_be_used_by_all(Device device, bool isDark)
    {
        await using var office = await OpenAsync();
        await office.OpenMerchantAsync("Teh Pagi");
        await GivenUpAsync(office);
        await AdviseAsync(office, "R-77");
        await AdviseAsync(office, "R-78");
        await using var clerk = await AtAsync(office, "health", "Health", device, isDark);
        var look = $"{(device is Device.Desktop ? "desktop" : "phone")}-{(isDark ? "dark" : "light")}";
        foreach (var (page, headline, sign) in new[]
        {
            ("health", "Health", "#h-unmatched"), ("merchants", "Merchants", "tbody tr"),
            ("networks", "Store networks", "[data-network]"), ("unmatched", "Unmatched money", "[data-reference]"),
            ("dead-letters", "Dead letters", "[data-event]"),
        })
        {
            await clerk.Page.GotoAsync($"/portal/operator/{page}");
            await clerk.SeesAsync(headline);
            await Assertions.Expect(clerk.Page.Locator(sign).First).ToBeVisibleAsync();
            await clerk.CanBeUsedByAllAsync();
            if (!isDark || page is "health")
            {
                await clerk.PictureAsync($"operator-{page}-{look}");
            }
        }

        Assert.Empty(clerk.Complaints);
        Assert.Empty(clerk.Strangers);
    }

    private static async Task<Office> OpenAsync()
    {
        var office = await Office.OpenAsync();
        await office.JoinAsOperatorAsync(Sri, "Sri Rahayu");
        return office;
    }

    private async Task<Clerk> AtAsync(
        Office office, string page, string headline, Device device = Device.Desktop, bool isDark = false)
    {
        var clerk = await Clerk.EnterAsync(chromium, office, device, isDark);
        await clerk.Page.GotoAsync($"/portal/operator/{page}");
        await clerk.SignInAsync(Sri);
        await clerk.SeesAsync(headline);
        return clerk;
    }

    private static async Task AdviseAsync(Office office, string reference)
    {
        var network = StoreNetwork.Sandbox.Single(one => one.Chain is StoreChain.Indomaret);
        var till = new Terminal(office.Address, network, office.Services.GetRequiredService<TimeProvider>());
        Assert.Equal("unmatched", (await till.AdviseAsync(Nobody, 44_000, reference))["result"]);
    }

    // Told at an address of the gateway itself that is none, and then not for another day.
    private static async Task<Order> GivenUpAsync(Office office)
    {
        var orders = new Orders(office, office.Merchant);
        await orders.NotifyAtAsync(new Uri(office.Address, "/nowhere"));
        var order = await orders.ChargeAsync("KOPI-2026-0012", 62_000);
        await orders.PayAsync(order);
        await orders.WaitForAsync(new EventId(order.Id, 1), delivery => delivery.AttemptsMade > 0);
        await orders.WaitForAsync(new EventId(order.Id, 2), delivery => delivery.AttemptsMade > 0);
        await office.ExecuteAsync(
            $"update notifications set state = 'GivenUp', due_at_ms = {office.Now.ToUnixTimeMilliseconds()}");
        return order;
    }
}
