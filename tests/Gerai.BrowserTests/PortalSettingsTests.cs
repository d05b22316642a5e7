using Gerai.BrowserTests.Support;
using Gerai.Merchants;
using Gerai.People;
using Gerai.Tests.Support;
using Gerai.Values;
using Microsoft.AspNetCore.Http;
using Microsoft.Playwright;

namespace Gerai.BrowserTests;

/// <summary>A merchant's settings, changed by people at the portal.</summary>
public sealed class PortalSettingsTests(Chromium chromium)
{
    private const string Configuration = "/portal/settings/configuration";

    // The document's own steps (protocol 7.3), word by word.
    [Fact]
    public async Task Configuring_the_payment_notification_url()
    {
        await using var shop = await Shop.StartAsync();
        await using var office = await Office.OpenAsync();
        await using var clerk = await Clerk.EnterAsync(chromium, office);

        // 1. Login to your account.
        await clerk.Page.GotoAsync("/portal");
        await clerk.SignInAsync();
        await clerk.SeesAsync("Home");

        // 2. On the Home page, go to SETTINGS > CONFIGURATION. Configuration page is displayed.
        await Assertions.Expect(clerk.Page.GetByText("Settings", new() { Exact = true })).ToBeVisibleAsync();
        await clerk.Page.GetByRole(AriaRole.Link, new() { Name = "Configuration" }).ClickAsync();
        await clerk.SeesAsync("Configuration");

        // 3. Enter Payment Notification URL.
        await clerk.Page.GetByLabel("Payment Notification URL").FillAsync(shop.NotifyUrl);

        // 4. Click Update. A confirmation message is displayed.
        await clerk.ClickAsync("Update");
        await ReadsAsync(clerk, "The configuration has been updated.");

        // The Payment Notification URL is configured, and a test notification has shown that it works.
        await ReadsAsync(clerk, "Delivered: the test notification was answered 200.");
        Assert.StartsWith("payment_notif_test_", (await shop.NextAsync())["order_id"], StringComparison.Ordinal);
        Assert.Equal([shop.NotifyUrl], (await office.Accounts.ReadAsync(office.Merchant.Id, default)).NotificationUrls);

        await clerk.ClickAsync("See history");
        await ReadsAsync(clerk, "Notification addresses changed");
        await ReadsAsync(clerk, $"– → {shop.NotifyUrl}");
        Assert.Empty(clerk.Complaints);
    }

    [Fact]
    public async Task A_test_says_in_plain_words_what_each_address_meets()
    {
        await using var shop = await Shop.StartAsync();
        shop.Answers = _ => Task.FromResult(StatusCodes.Status401Unauthorized);
        await using var office = await Office.OpenAsync();
        await using var clerk = await AtAsync(office, Configuration, "Configuration");

        await clerk.Page.GetByLabel("Payment Notification URL")
            .FillAsync(shop.NotifyUrl + ", http://127.0.0.1:9/nobody");
        await clerk.ClickAsync("Test");

        await ReadsAsync(clerk, "Response status is '401' not '200'. The address wants a login.");
        await ReadsAsync(clerk, "Connection refused: nothing listens at port 9 of 127.0.0.1.");
        Assert.Empty((await office.Accounts.ReadAsync(office.Merchant.Id, default)).NotificationUrls);
    }

    [Fact]
    public async Task What_is_wrong_is_said_beside_its_field_and_nothing_is_lost()
    {
        await using var office = await Office.OpenAsync();
        await using var clerk = await AtAsync(office, Configuration, "Configuration");

        await clerk.Page.GetByLabel("Payment Notification URL").FillAsync("https://shop.example/notify, shop.example");
        await clerk.Page.GetByLabel("Finish Redirect URL", new() { Exact = true }).FillAsync("javascript:alert(1)");
        await clerk.Page.GetByLabel("Error Redirect URL").FillAsync("https://sri:secret@shop.example/");
        await clerk.ClickAsync("Update");

        await ReadsAsync(clerk, "shop.example is not a whole address such as https://shop.example/notify.");
        await ReadsAsync(clerk, "javascript:alert(1) is not a whole address such as https://shop.example/thanks.");
        await ReadsAsync(clerk, "An address must not hold a user name or password.");
        await Assertions.Expect(clerk.Page.GetByLabel("Payment Notification URL"))
            .ToHaveValueAsync("https://shop.example/notify, shop.example");
        Assert.Equal(
            RedirectUrls.None,
            (await office.Accounts.ReadAsync(office.Merchant.Id, default)).Redirects);
    }

    [Fact]
    public async Task Of_two_who_edit_at_once_the_second_is_told_and_shown_the_difference()
    {
        await using var office = await Office.OpenAsync();
        await office.JoinAsync(Role.Developer, "budi@kopisenja.example", "Budi");
        await using var sari = await AtAsync(office, Configuration, "Configuration");
        await using var budi = await AtAsync(office, Configuration, "Configuration", "budi@kopisenja.example");
        await sari.Page.GetByLabel("Error Redirect URL").FillAsync("https://kopisenja.example/sari");
        await budi.Page.GetByLabel("Error Redirect URL").FillAsync("https://kopisenja.example/budi");

        await sari.ClickAsync("Update");
        await ReadsAsync(sari, "The configuration has been updated.");
        await budi.ClickAsync("Update");

        await ReadsAsync(budi, $"{Office.Email} changed these settings just now. Your change is not saved yet.");
        await ReadsAsync(budi, "Now: https://kopisenja.example/sari");
        await ReadsAsync(budi, "Yours: https://kopisenja.example/budi");
        await budi.CanBeUsedByAllAsync();
        await budi.PictureAsync("configuration-two-at-once");
        Assert.Equal("https://kopisenja.example/sari", await ErrorUrlAsync());

        await budi.ClickAsync("Save mine instead");
        await ReadsAsync(budi, "The configuration has been updated.");
        Assert.Equal("https://kopisenja.example/budi", await ErrorUrlAsync());

        async Task<string?> ErrorUrlAsync() =>
            (await office.Accounts.ReadAsync(office.Merchant.Id, default)).Redirects.Error?.Text;
    }

    [Theory]
    [InlineData(nameof(Role.Finance), "configuration")]
    [InlineData(nameof(Role.CustomerService), "notification")]
    [InlineData(nameof(Role.Operation), "access-keys")]
    [InlineData(nameof(Role.Operation), "signature")]
    public async Task Whose_role_does_not_include_a_page_is_told_so(string role, string page)
    {
        await using var office = await Office.OpenAsync();
        await office.JoinAsync(Enum.Parse<Role>(role), "tono@kopisenja.example", "Tono");
        await using var tono = await AtAsync(
            office, "/portal/settings/" + page, "Not part of your role", "tono@kopisenja.example");

        await Assertions.Expect(tono.Page.GetByRole(AriaRole.Textbox)).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Who_may_only_look_cannot_change_and_sees_no_secret()
    {
        await using var office = await Office.OpenAsync();
        await office.JoinAsync(Role.Operation, "tono@kopisenja.example", "Tono");
        await using var tono = await AtAsync(office, Configuration, "Configuration", "tono@kopisenja.example");
        await Assertions.Expect(tono.Page.GetByRole(AriaRole.Button, new() { Name = "Update" })).ToHaveCountAsync(0);
        await Assertions.Expect(tono.Page.GetByLabel("Payment Notification URL")).Not.ToBeEditableAsync();

        await tono.Page.GotoAsync("/portal/settings/notification");
        await tono.SeesAsync("Notification");
        await ReadsAsync(tono, "History");
        await Assertions.Expect(tono.Page.GetByText("Webhook secret")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Another_merchants_people_see_and_change_only_their_own()
    {
        await using var office = await Office.OpenAsync();
        var other = await office.OpenMerchantAsync("Toko Lain");
        await office.JoinAsync(Role.Administrator, "lia@tokolain.example", "Lia", other);
        await office.Accounts.ChangeContactAsync(
            office.Merchant.Id,
            new()
            {
                NotificationUrls = ["https://kopisenja.example/notify"],
                AlertEmail = EmailAddress.Of("ops@kopisenja.example"),
            },
            default);
        await using var lia = await AtAsync(office, Configuration, "Configuration", "lia@tokolain.example");
        foreach (var (page, headline) in new[]
        {
            ("configuration", "Configuration"), ("notification", "Notification"), ("access-keys", "Access keys"),
        })
        {
            await lia.Page.GotoAsync($"/portal/settings/{page}?merchant={office.Merchant.Id}");
            await lia.SeesAsync(headline);
            await Assertions.Expect(lia.Page.Locator("main"))
                .ToContainTextAsync(page is "configuration" ? "Update" : "History");
            var values = await lia.Page.EvaluateAsync<string>(
                "document.body.innerText + [...document.querySelectorAll('input, textarea')].map(x => x.value).join()");
            Assert.DoesNotContain("kopisenja", values, StringComparison.Ordinal);
            Assert.DoesNotContain(office.Merchant.ClientKey, values, StringComparison.Ordinal);
            Assert.DoesNotContain(office.Merchant.Id.Number, values, StringComparison.Ordinal);
        }
    }

    private async Task<Clerk> AtAsync(Office office, string page, string headline, string email = Office.Email)
    {
        var clerk = await Clerk.EnterAsync(chromium, office);
        await clerk.Page.GotoAsync(page);
        await clerk.SignInAsync(email);
        await clerk.SeesAsync(headline);
        return clerk;
    }

    private static Task ReadsAsync(Clerk clerk, string text) =>
        Assertions.Expect(clerk.Page.GetByText(text).First).ToBeVisibleAsync(new() { Timeout = 30_000 });
}
