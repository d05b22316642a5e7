using Gerai.BrowserTests.Support;
using Gerai.Tests.Support;
using Gerai.Tests.Tenants;
using Microsoft.Playwright;

namespace Gerai.BrowserTests;

/// <summary>
/// Two merchants at one portal, with a real browser: each page shows of the other's what it shows of what nobody has,
/// and what happens at the other never comes to an open page.
/// </summary>
public sealed class PortalTenantTests(Chromium chromium)
{
    // More ways to ask than by the page's own address.
    private static readonly string[] Queries =
    [
        "/portal/transactions?order={order}", "/portal/transactions?transaction={transaction}",
        "/portal/transactions?code={code}", "/portal/transactions?after={place}",
        "/portal/transactions?email={email}", "/portal?days=7&merchant={merchant}",
    ];

    [Fact]
    public async Task Every_page_shows_of_anothers_what_it_shows_of_nobodys()
    {
        await using var office = await Office.OpenAsync();
        var theirs = await Estate.FoundAsync(office);
        await using var clerk = await EnterAsync(office);

        foreach (var address in PortalPages.All.Where(page => !page.IsOfOperator).Select(PortalPages.Address)
            .Concat(PortalPages.Forms).Concat(Queries))
        {
            var shown = await ReadAsync(clerk, address, theirs.Ids);
            Assert.DoesNotContain(theirs.Marks, mark => shown.Contains(mark, StringComparison.OrdinalIgnoreCase));
            if (address.Contains('{', StringComparison.Ordinal))
            {
                Assert.Equal(await ReadAsync(clerk, address, theirs.Nobodys), shown);
            }
        }
    }

    // From one page to the next nothing is asked over HTTP any more.
    [Fact]
    public async Task Who_goes_on_to_anothers_payment_finds_what_is_nobodys()
    {
        await using var office = await Office.OpenAsync();
        var theirs = await Estate.FoundAsync(office);
        await using var clerk = await EnterAsync(office);
        foreach (var id in (string[])[theirs.Ids["settled"], theirs.Nobodys["settled"]])
        {
            await clerk.Page.GotoAsync("/portal/transactions");
            await Assertions.Expect(clerk.Page.Locator("#count")).ToHaveTextAsync("1 payment");
            await clerk.Page.EvaluateAsync($"Blazor.navigateTo('/portal/transactions/{id}')");
            await clerk.SeesAsync("Page not found");
            var shown = await clerk.Page.ContentAsync();
            Assert.DoesNotContain(
                theirs.Marks.Where(mark => mark != id),
                mark => shown.Contains(mark, StringComparison.OrdinalIgnoreCase));
        }
    }

    [Theory]
    [InlineData("/portal/transactions")]
    [InlineData("/portal")]
    public async Task What_happens_at_another_does_not_come_to_an_open_page(string page)
    {
        await using var office = await Office.OpenAsync();
        var theirs = await Estate.FoundAsync(office);
        await using var clerk = await EnterAsync(office);
        await clerk.Page.GotoAsync(page);
        var live = page == "/portal" ? clerk.Page.Locator("#f-charged") : clerk.Page.Locator(".news");
        await Assertions.Expect(clerk.Page.Locator(page == "/portal" ? "#f-charged" : "#count")).ToBeVisibleAsync();

        await theirs.Orders.PayAsync(await theirs.Orders.ChargeAsync("ORDER_RAHASIA_3"));
        await new Orders(office, office.Merchant).ChargeAsync("order-2");
        await TurnUntilAsync(office, Assertions.Expect(live).ToContainTextAsync(page == "/portal" ? "2" : "1 new"));

        var shown = await clerk.Page.ContentAsync();
        Assert.DoesNotContain(theirs.Marks, mark => shown.Contains(mark, StringComparison.OrdinalIgnoreCase));
    }

    private async Task<Clerk> EnterAsync(Office office)
    {
        office.Advance(TimeSpan.FromSeconds(1));
        await new Orders(office, office.Merchant).ChargeAsync("order-1");
        var clerk = await Clerk.EnterAsync(chromium, office);
        await clerk.Page.GotoAsync("/portal");
        await clerk.SignInAsync();
        await clerk.SeesAsync("Home");
        return clerk;
    }

    // What is on the screen, with the name of what was asked for in its place.
    private static async Task<string> ReadAsync(
        Clerk clerk, string address, IReadOnlyDictionary<string, string> ids)
    {
        await clerk.Page.GotoAsync(PortalPages.Filled(address, ids));
        await Assertions.Expect(clerk.Page.Locator("h1")).ToBeVisibleAsync();
        if (address.StartsWith("/portal/transactions?", StringComparison.Ordinal))
        {
            await Assertions.Expect(clerk.Page.Locator("#count")).Not.ToHaveTextAsync("Counting…");
        }

        var shown = await clerk.Page.Locator("body").InnerTextAsync();
        var typed = await clerk.Page.EvaluateAsync<string>(
            "[...document.querySelectorAll('input:not([type=hidden]), select')].map(one => one.value).join('\\n')");
        return ids.Where(id => address.Contains($"{{{id.Key}}}", StringComparison.Ordinal)).Aggregate(
            $"{shown}\n{typed}", (text, id) => text.Replace(id.Value, $"<{id.Key}>", StringComparison.Ordinal));
    }

    // The page looks by the gateway's clock, so that is turned while it is waited for.
    private static async Task TurnUntilAsync(Office office, Task happened)
    {
        using var breath = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (!happened.IsCompleted && await breath.WaitForNextTickAsync())
        {
            office.Advance(TimeSpan.FromSeconds(1));
        }

        await happened;
    }
}
