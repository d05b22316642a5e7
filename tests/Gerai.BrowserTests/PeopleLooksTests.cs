using Gerai.BrowserTests.Support;
using Gerai.Client;
using Microsoft.Playwright;

namespace Gerai.BrowserTests;

/// <summary>
/// The customer's and the cashier's pages in every state, on a small phone, light and dark: usable by all, and pictured
/// for the documents when GERAI_PICTURES is set.
/// </summary>
public sealed class PeopleLooksTests(Chromium chromium)
{
    [Theory]
    [InlineData(Store.Alfamart, false, "en-GB")]
    [InlineData(Store.Indomaret, true, "id-ID")]
    [InlineData(Store.Indomaret, false, "id-ID")]
    public async Task A_voucher_can_be_used_by_all_in_every_state(Store store, bool isDark, string language)
    {
        await using var sandbox = await Sandbox.StartAsync();
        await using var shop = await ShopWindow.OpenAsync();
        await sandbox.LeadToAsync(shop);
        await using var customer = await Visitor.EnterAsync(
            chromium, sandbox.Gateway, Device.SmallPhone, isDark, language: language);
        var page = customer.Page;
        async Task LookAsync(string name)
        {
            await customer.CanBeUsedByAllAsync();
            if (isDark || store is Store.Alfamart)
            {
                // As it is on the screen: what is needed at the counter is there before anybody scrolls.
                await customer.PictureAsync($"{name}-phone-{(isDark ? "dark" : "light")}", isWhole: isDark);
            }
        }

        var paid = await sandbox.ChargeAsync(store, "KS-101");
        await page.GotoAsync(paid.Address);
        await LookAsync("voucher");
        await sandbox.PayAsync(store, paid.Code);
        await Assertions.Expect(page.Locator(".banner.good")).ToBeVisibleAsync();
        await page.Locator("[data-stay]").ClickAsync();
        await LookAsync("voucher-paid");
        if (store is Store.Indomaret)
        {
            await sandbox.ReverseAsync(paid.Code);
            await Assertions.Expect(page.Locator(".banner.bad")).ToBeVisibleAsync();
            await page.Locator("[data-stay]").ClickAsync();
            await customer.CanBeUsedByAllAsync();
        }

        var expired = await sandbox.ChargeAsync(store, "KS-102", minutes: 20);
        await page.GotoAsync(expired.Address);
        sandbox.Advance(TimeSpan.FromMinutes(20));
        var over = Assertions.Expect(page.Locator(".banner.over")).ToBeVisibleAsync(new() { Timeout = 15_000 });
        await sandbox.AdvanceUntilAsync(over, TimeSpan.FromSeconds(30));
        await page.Locator("[data-stay]").ClickAsync();
        await customer.CanBeUsedByAllAsync();

        await page.GotoAsync("/voucher/nobody-knows-this-one");
        await customer.CanBeUsedByAllAsync();
    }

    [Theory]
    [InlineData(Store.Alfamart, Device.SmallPhone, false, "en-GB")]
    [InlineData(Store.Alfamart, Device.SmallPhone, true, "id-ID")]
    [InlineData(Store.Indomaret, Device.SmallPhone, false, "id-ID")]
    [InlineData(Store.Indomaret, Device.Desktop, true, "en-GB")]
    public async Task A_till_can_be_used_by_all_on_every_page(Store store, Device device, bool isDark, string language)
    {
        await using var sandbox = await Sandbox.StartAsync();
        var voucher = await sandbox.ChargeAsync(store);
        await using var visitor = await Visitor.EnterAsync(
            chromium, sandbox.Gateway, device, isDark, language: language);
        var folder = $"/{store}/".ToLowerInvariant();
        var cashier = new Cashier(visitor, $"{folder}index");
        async Task LookAsync(string name)
        {
            await visitor.CanBeUsedByAllAsync();
            if (store is Store.Alfamart && !isDark)
            {
                await visitor.PictureAsync($"till-{name}-phone-light");
            }
        }

        await visitor.Page.GotoAsync($"{folder}index?payment_code={voucher.Code}");
        await LookAsync("index");
        await cashier.InquireAsync(voucher.Code);
        await LookAsync("bill");
        await visitor.Page.Locator("button[value=wrong_amount]").ClickAsync();
        await Assertions.Expect(cashier.Outcome).ToBeVisibleAsync();
        await visitor.Page.Locator("summary").ClickAsync();
        await visitor.CanBeUsedByAllAsync();
        await cashier.InquireAsync("1234567890123456");
        await Assertions.Expect(cashier.Outcome).ToBeVisibleAsync();
        await visitor.CanBeUsedByAllAsync();
        await cashier.TakeAsync(voucher.Code);
        await LookAsync("receipt");
        if (store is Store.Indomaret)
        {
            await visitor.Page.Locator("button[value=reversal]").ClickAsync();
            await Assertions.Expect(cashier.Outcome).ToBeVisibleAsync();
            await visitor.CanBeUsedByAllAsync();
        }
    }
}
