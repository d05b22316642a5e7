using Gerai.BrowserTests.Support;
using Gerai.Tests.Support;
using Microsoft.Playwright;

namespace Gerai.BrowserTests;

/// <summary>What people do at the portal's frame: come, choose, invite, go, and forget that they are there.</summary>
public sealed class PortalTests(Chromium chromium)
{
    [Fact]
    public async Task Somebody_is_invited_and_joins_by_the_link()
    {
        await using var office = await Office.OpenAsync();
        await using var clerk = await Clerk.EnterAsync(chromium, office);
        await using var guest = await Clerk.EnterAsync(chromium, office, Device.Phone);

        await clerk.Page.GotoAsync("/portal/members");
        await clerk.SignInAsync();
        await clerk.Page.GetByLabel("E-mail address").FillAsync("budi@kopisenja.example");
        await clerk.Page.GetByLabel("Role", new() { Exact = true }).SelectOptionAsync("Finance");
        await clerk.ClickAsync("Invite");
        var link = await clerk.Page.Locator("#invitation-link").TextContentAsync();
        await clerk.CanBeUsedByAllAsync();

        await guest.Page.GotoAsync(link!);
        await guest.CanBeUsedByAllAsync();
        await guest.Page.GetByLabel("Your name").FillAsync("Budi");
        await guest.Page.GetByLabel("New password").FillAsync("hujan di bulan juni");
        await guest.Page.GetByLabel("Once more").FillAsync("hujan di bulan juni");
        await guest.ClickAsync("Accept the invitation");
        await guest.SeesAsync("Home");
        await clerk.Page.ReloadAsync();
        await clerk.ClickAsync("Remove Budi");
        await clerk.CanBeUsedByAllAsync();
        await clerk.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Remove" }).ClickAsync();
        await Assertions.Expect(clerk.Page.GetByText("budi@kopisenja.example")).ToHaveCountAsync(0);
        await clerk.Page.GetByRole(AriaRole.Link, new() { Name = "Activity" }).ClickAsync();

        await clerk.SeesAsync("Activity");
        await Assertions.Expect(clerk.Page.GetByText("Member removed")).ToBeVisibleAsync();
        Assert.Empty(clerk.Complaints);
    }

    [Fact]
    public async Task The_portal_speaks_the_language_that_was_chosen_and_lets_people_go()
    {
        await using var office = await Office.OpenAsync();
        await using var clerk = await Clerk.EnterAsync(chromium, office);

        await clerk.Page.GotoAsync("/portal/members");
        await clerk.SignInAsync();
        await clerk.SeesAsync("Members");
        await clerk.Page.GetByRole(AriaRole.Link, new() { Name = "Bahasa Indonesia" }).ClickAsync();
        await clerk.SeesAsync("Anggota");
        await clerk.ClickAsync("Keluar");

        await clerk.SeesAsync("Masuk ke portal");
        await clerk.Page.GotoAsync("/portal");
        await clerk.SeesAsync("Masuk ke portal");
    }

    // The page's own look at its session comes every fifteen seconds; nobody touches anything meanwhile.
    [Fact]
    public async Task A_page_that_nobody_touches_for_fifteen_minutes_ends_at_the_sign_in()
    {
        await using var office = await Office.OpenAsync();
        await using var clerk = await Clerk.EnterAsync(chromium, office);
        await clerk.Page.GotoAsync("/portal/members");
        await clerk.SignInAsync();
        await clerk.SeesAsync("Members");

        office.Advance(TimeSpan.FromMinutes(15));

        await clerk.SeesAsync("Sign in to the portal");
        Assert.EndsWith("ReturnUrl=%2Fportal%2Fmembers", clerk.Page.Url, StringComparison.Ordinal);
        await Assertions.Expect(clerk.Page.GetByText("Your session has ended")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task The_pages_of_the_account_follow_the_switch_of_light_and_dark()
    {
        const string Ground = "getComputedStyle(document.body).backgroundColor";
        await using var office = await Office.OpenAsync();
        await using var clerk = await Clerk.EnterAsync(chromium, office);
        await clerk.Page.GotoAsync("/portal/members");
        await clerk.SignInAsync();
        await clerk.SeesAsync("Members");

        await clerk.Page.GetByRole(AriaRole.Link, new() { Name = "Dark" }).ClickAsync();
        await clerk.SeesAsync("Members");
        await clerk.Page.GotoAsync("/portal/account");
        Assert.Equal("rgb(16, 20, 29)", await clerk.Page.EvaluateAsync<string>(Ground));
        await clerk.CanBeUsedByAllAsync();

        await clerk.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await clerk.Page.GotoAsync("/portal/account/preferences?look=light&back=/portal/account/passkeys");
        Assert.Equal("rgb(243, 245, 248)", await clerk.Page.EvaluateAsync<string>(Ground));
        await clerk.CanBeUsedByAllAsync();
    }
}
