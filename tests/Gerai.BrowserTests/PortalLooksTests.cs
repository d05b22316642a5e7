using Gerai.BrowserTests.Support;
using Gerai.Tests.Support;
using Microsoft.Playwright;

namespace Gerai.BrowserTests;

/// <summary>
/// The portal from the sign-in on, narrow and wide, light and dark: usable by all, nothing from elsewhere, nothing that
/// its own policy forbids; pictured for the documents when GERAI_PICTURES is set.
/// </summary>
public sealed class PortalLooksTests(Chromium chromium)
{
    [Theory]
    [InlineData(Device.Phone, false)]
    [InlineData(Device.Phone, true)]
    [InlineData(Device.Desktop, false)]
    [InlineData(Device.Desktop, true)]
    public async Task Every_page_can_be_used_by_all(Device device, bool isDark)
    {
        await using var office = await Office.OpenAsync();
        await using var clerk = await Clerk.EnterAsync(chromium, office, device, isDark);
        var look = $"{device}-{(isDark ? "dark" : "light")}".ToLowerInvariant();
        async Task LookAsync(string name)
        {
            await clerk.CanBeUsedByAllAsync();

            // One page shows the dark look well enough.
            if (!isDark || name is "members")
            {
                await clerk.PictureAsync($"{name}-{look}");
            }
        }

        await clerk.Page.GotoAsync("/portal");
        await clerk.SeesAsync("Sign in to the portal");
        await LookAsync("sign-in");
        await clerk.SignInAsync();
        await clerk.SeesAsync("Home");
        await LookAsync("home");
        await clerk.Page.GotoAsync("/portal/members");
        await clerk.SeesAsync("Members");
        await LookAsync("members");
        await clerk.Page.GotoAsync("/portal/activity");
        await clerk.SeesAsync("Activity");
        await LookAsync("activity");
        if (device is Device.Phone)
        {
            await clerk.ClickAsync("Open or close the menu");
            var members = clerk.Page.GetByRole(AriaRole.Link, new() { Name = "Members" });
            await Assertions.Expect(members).ToBeInViewportAsync();
            await LookAsync("menu");
        }

        await clerk.Page.GotoAsync("/portal/account");
        await clerk.SeesAsync("Account & security");
        await LookAsync("account");
        await clerk.Page.GotoAsync("/portal/account/password");
        await LookAsync("password");
        await clerk.Page.GotoAsync("/portal/account/authenticator");
        await LookAsync("authenticator");
        Assert.Empty(clerk.Complaints);
        await clerk.Page.GotoAsync("/portal/nowhere");
        await clerk.SeesAsync("Page not found");
        await clerk.CanBeUsedByAllAsync();
        Assert.Empty(clerk.Strangers);
    }
}
