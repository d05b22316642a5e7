using Gerai.BrowserTests.Support;
using Gerai.Merchants;
using Gerai.Stores;
using Gerai.Tests.Support;
using Gerai.Values;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace Gerai.BrowserTests;

/// <summary>Who runs the gateway, at its pages: merchants and store networks, and whom these pages do not exist for.
/// </summary>
public sealed class OperatorPagesTests(Chromium chromium)
{
    private const string Sri = "sri@operator.example";

    private static readonly string[] Pages = ["health", "merchants", "networks", "unmatched", "dead-letters"];

    [Fact]
    public async Task An_operator_without_a_merchant_lands_on_the_operators_pages()
    {
        await using var office = await Office.OpenAsync();
        await office.JoinAsOperatorAsync(Sri, "Sri Rahayu");
        await using var clerk = await Clerk.EnterAsync(chromium, office);
        await clerk.Page.GotoAsync("/portal");
        await clerk.SignInAsync(Sri);

        await clerk.SeesAsync("Health");
        Assert.EndsWith("/portal/operator/health", clerk.Page.Url, StringComparison.Ordinal);
        var menu = clerk.Page.GetByRole(AriaRole.Navigation, new() { Name = "Main menu" });
        await Assertions.Expect(menu.GetByRole(AriaRole.Link)).ToHaveTextAsync(
            ["Health", "Merchants", "Store networks", "Unmatched money", "Dead letters"]);
        Assert.Empty(clerk.Complaints);
    }

    [Fact]
    public async Task To_a_member_the_operators_pages_do_not_exist()
    {
        await using var office = await Office.OpenAsync();
        await using var clerk = await Clerk.EnterAsync(chromium, office);
        await clerk.Page.GotoAsync("/portal");
        await clerk.SignInAsync();
        await clerk.SeesAsync("Home");
        await Assertions.Expect(clerk.Page.GetByText("Gateway operator")).ToHaveCountAsync(0);

        var nowhere = (await clerk.Page.GotoAsync("/portal/operator/nowhere"))!;
        var words = await clerk.Page.Locator("main, body").First.InnerTextAsync();
        Assert.Equal(404, nowhere.Status);
        foreach (var page in Pages)
        {
            var answer = (await clerk.Page.GotoAsync($"/portal/operator/{page}"))!;
            Assert.Equal(404, answer.Status);
            Assert.Equal(words, await clerk.Page.Locator("main, body").First.InnerTextAsync());

            // Not on the way from an open page either.
            await clerk.Page.GotoAsync("/portal/members");
            await clerk.SeesAsync("Members");
            await clerk.Page.EvaluateAsync($"Blazor.navigateTo('/portal/operator/{page}')");
            await clerk.SeesAsync("Page not found");
        }
    }

    [Fact]
    public async Task A_merchant_is_added_found_closed_and_reopened()
    {
        await using var office = await Office.OpenAsync();
        await using var clerk = await AtAsync(office, "merchants", "Merchants");
        await clerk.Page.GetByLabel("Name on the receipt").FillAsync("Teh Pagi");
        await clerk.Page.GetByLabel("First administrator's e-mail").FillAsync("budi@tehpagi.example");
        await clerk.ClickAsync("Add");
        var opened = clerk.Page.Locator("#opened");
        await Assertions.Expect(opened).ToBeVisibleAsync();
        var shown = await opened.Locator("code").AllInnerTextsAsync();
        var merchant = (await office.Accounts.FindByKeyAsync(shown[1], default))!;
        Assert.Equal(
            (merchant.Id.Number, merchant.ClientKey, merchant.WebhookSecrets[0].Text), (shown[0], shown[2], shown[3]));
        Assert.Contains("/portal/account/invitation?token=", shown[4], StringComparison.Ordinal);
        await clerk.ClickAsync("I have copied it");
        await Assertions.Expect(opened).ToHaveCountAsync(0);
        Assert.DoesNotContain(shown[1], await clerk.Page.ContentAsync(), StringComparison.Ordinal);

        await clerk.Page.GetByLabel("Name or number").FillAsync("teh");
        await clerk.ClickAsync("Search");
        await Assertions.Expect(clerk.Page.Locator("tbody tr")).ToHaveCountAsync(1);

        await clerk.ClickAsync("Close Teh Pagi");
        await Assertions.Expect(clerk.Page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
        await clerk.CanBeUsedByAllAsync();
        await SureAsync(clerk, "Close");
        await Assertions.Expect(clerk.Page.GetByText("Teh Pagi is closed.")).ToBeVisibleAsync();
        Assert.NotNull((await office.Accounts.ReadAsync(merchant.Id, default)).ClosedAt);
        await clerk.ClickAsync("Reopen Teh Pagi");
        await SureAsync(clerk, "Reopen");
        await Assertions.Expect(clerk.Page.GetByText("Teh Pagi is open again.")).ToBeVisibleAsync();
        Assert.Null((await office.Accounts.ReadAsync(merchant.Id, default)).ClosedAt);
        Assert.Empty(clerk.Complaints);
    }

    [Fact]
    public async Task A_network_is_added_rotated_and_switched_off_only_with_the_password_for_its_secret()
    {
        await using var office = await Office.OpenAsync();
        await using var clerk = await AtAsync(office, "networks", "Store networks");
        await clerk.Page.GetByLabel("Name: letters, digits, hyphens").FillAsync("indomaret-jakarta");
        await clerk.Page.GetByLabel("Store", new() { Exact = true }).SelectOptionAsync("Indomaret");
        await clerk.Page.GetByLabel("Your password").FillAsync("not the password");
        await clerk.ClickAsync("Add the network");
        await Assertions.Expect(clerk.Page.GetByText("Your password is not right.")).ToBeVisibleAsync();
        await clerk.Page.GetByLabel("Your password").FillAsync(Office.Password);
        await clerk.ClickAsync("Add the network");
        var old = await clerk.Page.Locator("#new-secret").InnerTextAsync();
        Assert.Equal("not_found", await AskAsync(office, old));

        await clerk.ClickAsync("Rotate indomaret-jakarta");
        await clerk.Page.GetByLabel("The old one stays good for").SelectOptionAsync("1");
        await clerk.CanBeUsedByAllAsync();
        await clerk.Page.GetByLabel("Your password").FillAsync(Office.Password);
        await clerk.ClickAsync("Rotate the secret");
        await Assertions.Expect(clerk.Page.Locator("#new-secret")).Not.ToHaveTextAsync(old);
        var next = await clerk.Page.Locator("#new-secret").InnerTextAsync();
        await clerk.CanBeUsedByAllAsync();

        // During the overlap both sign, after it only the new one.
        Assert.Equal(("not_found", "not_found"), (await AskAsync(office, old), await AskAsync(office, next)));
        await Assertions.Expect(clerk.Page.GetByText(office.FingerprintOf(old)).First).ToBeVisibleAsync();
        office.Advance(TimeSpan.FromHours(1));
        Assert.Equal(("bad_signature", "not_found"), (await AskAsync(office, old), await AskAsync(office, next)));
    }

    [Fact]
    public async Task A_network_that_is_switched_off_is_refused_until_it_is_on_again()
    {
        await using var office = await Office.OpenAsync();
        var secret = StoreNetwork.Sandbox[1].Secret;
        await using var clerk = await AtAsync(office, "networks", "Store networks");
        await Assertions.Expect(clerk.Page.Locator("[data-network]")).ToHaveCountAsync(2);
        Assert.Equal("not_found", await AskAsync(office, secret, "indomaret-sandbox"));

        await clerk.ClickAsync("Switch off indomaret-sandbox");
        await SureAsync(clerk, "Switch off");
        await Assertions.Expect(clerk.Page.GetByText("indomaret-sandbox is switched off.")).ToBeVisibleAsync();
        Assert.Equal("unknown_network", await AskAsync(office, secret, "indomaret-sandbox"));
        await clerk.ClickAsync("Switch on indomaret-sandbox");
        await SureAsync(clerk, "Switch on");
        await Assertions.Expect(clerk.Page.GetByText("indomaret-sandbox is on again.")).ToBeVisibleAsync();
        Assert.Equal("not_found", await AskAsync(office, secret, "indomaret-sandbox"));
        await Assertions.Expect(clerk.Page.Locator("#history")).ToContainTextAsync($"operator {Sri}");
    }

    [Fact]
    public async Task A_right_that_was_taken_away_while_the_page_was_open_changes_nothing_any_more()
    {
        await using var office = await Office.OpenAsync();
        await using var clerk = await AtAsync(office, "merchants", "Merchants");
        await office.ExecuteAsync("update people set operator_since_ms = null");

        await clerk.ClickAsync("Close Kopi Senja");
        await SureAsync(clerk, "Close");

        await Assertions.Expect(clerk.Page.GetByRole(AriaRole.Alert).First)
            .ToContainTextAsync("You no longer run this gateway. Nothing was changed.");
        await Assertions.Expect(clerk.Page.Locator("table")).ToHaveCountAsync(0);
        Assert.Null((await office.Accounts.ReadAsync(office.Merchant.Id, default)).ClosedAt);
    }

    private async Task<Clerk> AtAsync(Office office, string page, string headline)
    {
        await office.JoinAsOperatorAsync(Sri, "Sri Rahayu");
        var clerk = await Clerk.EnterAsync(chromium, office);
        await clerk.Page.GotoAsync($"/portal/operator/{page}");
        await clerk.SignInAsync(Sri);
        await clerk.SeesAsync(headline);
        return clerk;
    }

    private static Task SureAsync(Clerk clerk, string button) => clerk.Page.GetByRole(AriaRole.Dialog)
        .GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();

    // Of a code that never was, so that the answer tells only whether the till was believed.
    private static async Task<string> AskAsync(Office office, string secret, string name = "indomaret-jakarta")
    {
        var network = new StoreNetwork(name, StoreChain.Indomaret, GatewayEnvironment.Sandbox, secret);
        var till = new Terminal(office.Address, network, office.Services.GetRequiredService<TimeProvider>());
        return (await till.InquireAsync("052110023456"))["reason"];
    }
}
