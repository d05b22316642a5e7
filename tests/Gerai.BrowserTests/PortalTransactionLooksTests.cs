using Gerai.BrowserTests.Support;
using Gerai.Notifications;
using Gerai.Stores;
using Gerai.Tests.Support;
using Microsoft.Playwright;

namespace Gerai.BrowserTests;

/// <summary>
/// The day in figures, the list and one payment, narrow and wide, light and dark: usable by all, and pictured for the
/// documents when GERAI_PICTURES is set.
/// </summary>
public sealed class PortalTransactionLooksTests(Chromium chromium)
{
    [Theory]
    [InlineData(Device.Phone, false)]
    [InlineData(Device.Phone, true)]
    [InlineData(Device.Desktop, false)]
    [InlineData(Device.Desktop, true)]
    public async Task Every_page_of_payments_can_be_used_by_all(Device device, bool isDark)
    {
        await using var office = await Office.OpenAsync();
        var paid = await TradeAsync(office);
        await using var clerk = await Clerk.EnterAsync(chromium, office, device, isDark);
        var look = $"{device}-{(isDark ? "dark" : "light")}".ToLowerInvariant();
        async Task LookAsync(string name)
        {
            await clerk.CanBeUsedByAllAsync();

            // Some pages show the dark look well enough.
            if (!isDark || name is "home-trade" or "transactions")
            {
                await clerk.PictureAsync($"{name}-{look}");
            }
        }

        await clerk.Page.GotoAsync("/portal");
        await clerk.SignInAsync();
        await Assertions.Expect(clerk.Page.Locator("#f-volume")).ToBeVisibleAsync();
        await LookAsync("home-trade");
        await clerk.Page.GetByText("As a table").First.ClickAsync();
        await clerk.CanBeUsedByAllAsync();

        await clerk.Page.GotoAsync("/portal/transactions");
        await Assertions.Expect(clerk.Page.Locator("#count")).ToHaveTextAsync("12 payments");
        await LookAsync("transactions");
        await clerk.Page.GetByText("More filters").ClickAsync();
        await LookAsync("transactions-filters");
        await clerk.Page.GotoAsync("/portal/transactions?order=nobody");
        await Assertions.Expect(clerk.Page.Locator("#count")).ToHaveTextAsync("0 payments");
        await clerk.CanBeUsedByAllAsync();

        await clerk.Page.GotoAsync($"/portal/transactions/{paid.Id}");
        await Assertions.Expect(clerk.Page.Locator("#state")).ToHaveTextAsync("Paid");
        await Assertions.Expect(clerk.Page.Locator("#notifications")).ToContainTextAsync("not '200'");
        await LookAsync("transaction");
        await clerk.ClickAsync("Reverse (sandbox)");
        await Assertions.Expect(clerk.Page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
        await LookAsync("transaction-question");
        Assert.Empty(clerk.Complaints);
        Assert.Empty(clerk.Strangers);
    }

    // A shop that sells something, and a payment that was made.
    private static async Task<Order> TradeAsync(Office office)
    {
        var orders = new Orders(office, office.Merchant);
        for (var i = 1; i <= 11; i++)
        {
            var chain = i % 3 == 0 ? StoreChain.Alfamart : StoreChain.Indomaret;
            var order = await orders.ChargeAsync($"KOPI-2026-{i:0000}", 20_000 + (i * 3_500), chain);
            office.Advance(TimeSpan.FromSeconds(40));
            if (i % 4 != 0)
            {
                await orders.PayAsync(order);
            }
        }

        // An address of the gateway itself that is none: it answers each notification with 404 and a body.
        await orders.NotifyAtAsync(new Uri(office.Address, "/nowhere"));
        var last = await orders.ChargeAsync("KOPI-2026-0012", 62_000);
        await orders.PayAsync(last);
        await orders.WaitForAsync(new EventId(last.Id, 1), delivery => delivery.AttemptsMade > 0);
        await orders.WaitForAsync(new EventId(last.Id, 2), delivery => delivery.AttemptsMade > 0);
        return last;
    }
}
