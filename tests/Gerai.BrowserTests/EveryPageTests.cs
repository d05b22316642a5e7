using Gerai.BrowserTests.Support;
using Gerai.People;
using Gerai.Tests.Support;
using Gerai.Tests.Tenants;
using Gerai.Values;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace Gerai.BrowserTests;

/// <summary>
/// A walk through every page of the portal that there is, with data on it, light and dark, narrow and wide: no axe
/// violation, nothing that sticks out, every control has a name, one headline, a title, and nothing is out of the
/// keyboard's way.
/// </summary>
public sealed class EveryPageTests(Chromium chromium)
{
    private const string OperatorEmail = "jaga@gerai.example";

    // A name as a screen reader gets it, roughly; axe says it better, but not of everything that can be pressed.
    private const string Nameless =
        """
        [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea')]
            .filter(one => one.checkVisibility())
            .filter(one => !(one.getAttribute('aria-label') || one.getAttribute('aria-labelledby') || one.title
                || one.innerText?.trim() || one.labels?.length))
            .map(one => one.outerHTML).join('\n')
        """;

    // What can be pressed in the page itself, behind menu and bar; none of it may be out of the keyboard's way.
    private const string Unreachable =
        """
        [...document.querySelectorAll('main a[href], main button, main input:not([type=hidden]), main select')]
            .filter(one => one.checkVisibility() && !one.disabled && one.tabIndex < 0)
            .map(one => one.outerHTML).join('\n')
        """;

    [Theory]
    [InlineData(false, Device.SmallPhone)]
    [InlineData(true, Device.SmallPhone)]
    [InlineData(false, Device.Desktop)]
    [InlineData(true, Device.Desktop)]
    public async Task Every_page_can_be_used_by_all(bool isDark, Device device)
    {
        await using var office = await Office.OpenAsync();
        var shop = await Estate.FoundAsync(office);
        await using var administrator = await EnterAsync(office, Estate.MemberEmail, isDark, device);
        foreach (var address in PortalPages.All.Where(page => page.IsFor(Role.Administrator))
            .Select(PortalPages.Address).Concat(PortalPages.Forms))
        {
            await LookAsync(administrator, PortalPages.Filled(address, shop.Ids));
        }

        await JoinOperatorAsync(office);
        await using var keeper = await EnterAsync(office, OperatorEmail, isDark, device);
        foreach (var page in PortalPages.All.Where(page => page.IsOfOperator))
        {
            await LookAsync(keeper, PortalPages.Filled(PortalPages.Address(page), shop.Ids));
        }
    }

    // What a role leaves out of a page must not leave a hole; the pages it may not see are of RoleTests.
    [Fact]
    public async Task Every_role_can_use_its_pages()
    {
        await using var office = await Office.OpenAsync();
        var order = await new Orders(office, office.Merchant).ChargeAsync("order-1");
        var ids = new Dictionary<string, string> { ["settled"] = order.Id.ToString() };
        foreach (var role in Enum.GetValues<Role>().Where(role => role is not Role.Administrator))
        {
            var email = $"{role}@kopisenja.example".ToLowerInvariant();
            await office.JoinAsync(role, email, "Rina");
            await using var clerk = await EnterAsync(office, email, isDark: false, Device.SmallPhone);
            foreach (var page in PortalPages.All.Where(page => page.IsFor(role)))
            {
                await LookAsync(clerk, PortalPages.Filled(PortalPages.Address(page), ids));
            }
        }
    }

    [Fact]
    public async Task The_keyboard_comes_to_what_a_page_is_for()
    {
        await using var office = await Office.OpenAsync();
        var shop = await Estate.FoundAsync(office);
        await using var clerk = await EnterAsync(office, Estate.MemberEmail, isDark: false, Device.Desktop);
        foreach (var page in PortalPages.All.Where(page => page.IsFor(Role.Administrator)))
        {
            await OpenAsync(clerk, PortalPages.Filled(PortalPages.Address(page), shop.Ids));
            if (await clerk.Page.Locator("main :is(a[href], button, input, select):visible:enabled").CountAsync() == 0)
            {
                continue;
            }

            // The first way in is the link that leads past the menu; from there one more step is enough.
            await clerk.Page.Locator("a.skip").FocusAsync();
            await clerk.Page.Keyboard.PressAsync("Enter");
            await Assertions.Expect(clerk.Page.Locator("main:focus, main :focus")).ToHaveCountAsync(1);
            await clerk.Page.Keyboard.PressAsync("Tab");
            Assert.True(
                await clerk.Page.EvaluateAsync<bool>("document.activeElement.closest('main') !== null"),
                $"{page.Template}: Tab does not lead from the skip link into the page.");
        }
    }

    private static async Task LookAsync(Clerk clerk, string address)
    {
        await OpenAsync(clerk, address);
        await clerk.CanBeUsedByAllAsync();
        Assert.True(await clerk.Page.Locator("h1").CountAsync() == 1, $"{address} has not one headline.");
        Assert.Contains(" · Gerai", await clerk.Page.TitleAsync(), StringComparison.Ordinal);
        Assert.Equal((address, ""), (address, await clerk.Page.EvaluateAsync<string>(Nameless)));
        Assert.Equal((address, ""), (address, await clerk.Page.EvaluateAsync<string>(Unreachable)));
        Assert.Empty(clerk.Complaints);
        Assert.Empty(clerk.Strangers);
    }

    private static async Task OpenAsync(Clerk clerk, string address)
    {
        await clerk.Page.GotoAsync(address);
        await Assertions.Expect(clerk.Page.Locator("h1")).ToBeVisibleAsync();
        if (await clerk.Page.Locator("#count").CountAsync() > 0)
        {
            await Assertions.Expect(clerk.Page.Locator("#count")).Not.ToHaveTextAsync("Counting…");
        }
    }

    private async Task<Clerk> EnterAsync(Office office, string email, bool isDark, Device device)
    {
        var clerk = await Clerk.EnterAsync(chromium, office, device, isDark);
        await clerk.Page.GotoAsync("/portal/account/sign-in");
        await clerk.SignInAsync(email);
        await Assertions.Expect(clerk.Page.Locator("h1")).Not.ToHaveTextAsync("Sign in to the portal");
        return clerk;
    }

    private static async Task JoinOperatorAsync(Office office)
    {
        await using var scope = office.Services.CreateAsyncScope();
        var asked = await office.Services.GetRequiredService<Invitations>().InviteOperatorAsync(
            EmailAddress.Of(OperatorEmail), new Actor("operator"), default);
        await scope.ServiceProvider.GetRequiredService<PersonAccounts>().JoinAsync(
            asked.Token, "Jaga", Office.Password, from: null);
    }
}
