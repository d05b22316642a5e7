using Gerai.BrowserTests.Support;
using Gerai.Client;

namespace Gerai.BrowserTests;

/// <summary>
/// Every page of the shop, narrow and wide, light and dark: usable by all, and pictured for the documents when
/// GERAI_PICTURES is set.
/// </summary>
public sealed class ShopLooksTests(Chromium chromium)
{
    [Theory]
    [InlineData(Device.Phone, false)]
    [InlineData(Device.Phone, true)]
    [InlineData(Device.Desktop, false)]
    [InlineData(Device.Desktop, true)]
    public async Task Every_page_can_be_used_by_all(Device device, bool isDark)
    {
        await using var street = await Street.OpenAsync();
        await using var visitor = await Visitor.EnterAsync(chromium, street, device, isDark);
        var look = $"{device}-{(isDark ? "dark" : "light")}".ToLowerInvariant();
        async Task LookAsync(string name)
        {
            await visitor.CanBeUsedByAllAsync();

            // One page shows the dark look well enough.
            if (!isDark || name == "code")
            {
                await visitor.PictureAsync($"shop-{name}-{look}");
            }
        }

        await visitor.Page.GotoAsync("/");
        await LookAsync("shelf");
        await visitor.Page.GotoAsync("/cart");
        await visitor.CanBeUsedByAllAsync();
        await visitor.Page.GotoAsync("/orders");
        await visitor.CanBeUsedByAllAsync();
        await visitor.Page.GotoAsync("/nowhere");
        await visitor.SeesAsync("Nothing here");
        await visitor.CanBeUsedByAllAsync();

        await visitor.FillCheckoutAsync(Store.Indomaret);
        await LookAsync("checkout");
        await visitor.Page.GetByLabel("E-mail").FillAsync("nobody");
        await visitor.ClickAsync("Get the payment code");
        await visitor.CanBeUsedByAllAsync();
        await visitor.Page.GotoAsync("/cart");
        await LookAsync("cart");

        var code = await visitor.OrderAsync(Store.Indomaret);
        await LookAsync("code");
        await street.PayAsync(Store.Indomaret, code);
        await visitor.SeesAsync("Paid");
        await LookAsync("paid");
        await street.ReverseAsync(code);
        await visitor.SeesAsync("Payment taken back");
        await LookAsync("reversed");

        await visitor.OrderAsync(Store.Alfamart);
        await visitor.CanBeUsedByAllAsync();
        await visitor.Page.GetByText("Cancel this order").ClickAsync();
        await visitor.CanBeUsedByAllAsync();
        await visitor.ClickAsync("Yes, cancel it");
        await visitor.SeesAsync("Cancelled");
        await visitor.CanBeUsedByAllAsync();
        await visitor.OrderAsync(Store.Alfamart);
        await visitor.Page.GotoAsync("/orders");
        await LookAsync("orders");
    }
}
