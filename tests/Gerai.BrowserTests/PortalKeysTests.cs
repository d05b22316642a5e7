using Gerai.BrowserTests.Support;
using Gerai.Tests.Support;
using Gerai.Values;
using Gerai.Wire;
using Microsoft.Playwright;

namespace Gerai.BrowserTests;

/// <summary>A merchant's secrets at the portal: shown to who gives the password again, and rotated.</summary>
public sealed class PortalKeysTests(Chromium chromium)
{
    [Fact]
    public async Task A_server_key_is_shown_and_rotated_only_after_the_password()
    {
        await using var office = await Office.OpenAsync();
        var old = office.Merchant.ServerKey.Text;
        await using var clerk = await AtAsync(office, "access-keys", "Access keys");
        await ReadsAsync(clerk, office.Merchant.Id.Number);
        await ReadsAsync(clerk, office.Merchant.ClientKey);
        await ReadsAsync(clerk, office.FingerprintOf(old));
        Assert.DoesNotContain(old, await clerk.Page.ContentAsync(), StringComparison.Ordinal);

        await OpenAsync(clerk, "not the password");
        await ReadsAsync(clerk, "Your password is not right.");
        Assert.DoesNotContain(old, await clerk.Page.ContentAsync(), StringComparison.Ordinal);

        await OpenAsync(clerk, Office.Password);
        await ReadsAsync(clerk, old);
        await clerk.Page.GetByLabel("The old one stays good for").SelectOptionAsync("168");
        await clerk.ClickAsync("Rotate");
        await clerk.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Rotate" }).ClickAsync();

        var next = await clerk.Page.Locator("#new-server-key").InnerTextAsync();
        Assert.NotEqual(old, next);
        Assert.Equal(next, (await office.Accounts.ReadAsync(office.Merchant.Id, default)).ServerKey.Text);
        Assert.Equal(office.Merchant.Id, (await office.Accounts.FindByKeyAsync(old, default))?.Id);
        await ReadsAsync(clerk, "good until");
        await ReadsAsync(clerk, $"– → {office.FingerprintOf(next)}");
        await clerk.CanBeUsedByAllAsync();
        Assert.DoesNotContain(old, await clerk.Page.ContentAsync(), StringComparison.Ordinal);

        await clerk.Page.ReloadAsync();
        await clerk.SeesAsync("Access keys");
        await ReadsAsync(clerk, office.FingerprintOf(next));
        Assert.DoesNotContain(next, await clerk.Page.ContentAsync(), StringComparison.Ordinal);

        // The old one opens the door for as long as was chosen, and not longer.
        office.Advance(TimeSpan.FromDays(7));
        Assert.Null(await office.Accounts.FindByKeyAsync(old, default));
        Assert.Empty(clerk.Complaints);
    }

    [Fact]
    public async Task Mail_schedule_and_webhook_secret_are_changed()
    {
        await using var office = await Office.OpenAsync();
        await using var clerk = await AtAsync(office, "notification", "Notification");
        await clerk.Page.GetByLabel("Alert e-mail address").FillAsync("nobody at all");
        await clerk.Page.GetByLabel("Retry schedule").FillAsync("soon");
        await clerk.ClickAsync("Update");
        await ReadsAsync(clerk, "This is not an e-mail address.");
        await ReadsAsync(clerk, "This is no schedule such as 5s, 5m, 2h");

        await clerk.Page.GetByLabel("Alert e-mail address").FillAsync("ops@kopisenja.example");
        await clerk.Page.GetByLabel("Retry schedule").FillAsync("5s, 5m, 2h");
        await clerk.ClickAsync("Update");
        await ReadsAsync(clerk, "The settings have been updated.");
        await ReadsAsync(clerk, "– → 5s, 5m, 2h");

        await OpenAsync(clerk, Office.Password);
        await clerk.Page.GetByLabel("The old one stays good for").SelectOptionAsync("0");
        await clerk.ClickAsync("Rotate");
        await clerk.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Rotate" }).ClickAsync();
        var next = await clerk.Page.Locator("#new-webhook-secret").InnerTextAsync();

        var merchant = await office.Accounts.ReadAsync(office.Merchant.Id, default);
        Assert.Equal("ops@kopisenja.example", merchant.AlertEmail?.Text);
        Assert.Equal([TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5), TimeSpan.FromHours(2)], merchant.RetryWaits);
        Assert.Equal([next], merchant.WebhookSecrets.Select(secret => secret.Text));
    }

    [Fact]
    public async Task The_signature_helper_says_which_part_does_not_match()
    {
        await using var office = await Office.OpenAsync();
        await using var clerk = await AtAsync(office, "signature", "Signature helper");
        var right = Signature.Of("order-101", "200", "44000.00", office.Merchant.ServerKey.Text);
        var wrong = Signature.Of("order-101", "200", "44000", office.Merchant.ServerKey.Text);
        await clerk.Page.GetByLabel("Body of the notification (JSON)").FillAsync(
            $$"""{"order_id":"order-101","status_code":"200","gross_amount":"44000.00","signature_key":"{{right}}"}""");
        await clerk.ClickAsync("Check");
        await ReadsAsync(clerk, "It matches");

        await clerk.Page.GetByLabel("What your program computed").FillAsync(wrong);
        await clerk.ClickAsync("Check");
        await ReadsAsync(clerk, "gross_amount does not match: \"44000\" was signed, but the message has \"44000.00\".");

        // With the right one anybody could sign, so it is not on the page until the password is given.
        await Assertions.Expect(clerk.Page.Locator("dd").Last).ToHaveTextAsync("••••••••");
        await clerk.Page.GetByLabel("Your password").FillAsync(Office.Password);
        await clerk.ClickAsync("Show");
        await Assertions.Expect(clerk.Page.Locator("dd").Last).ToHaveTextAsync(right);
    }

    [Theory]
    [InlineData(Device.Phone, false)]
    [InlineData(Device.Phone, true)]
    [InlineData(Device.Desktop, false)]
    [InlineData(Device.Desktop, true)]
    public async Task Every_page_of_settings_can_be_used_by_all(Device device, bool isDark)
    {
        await using var office = await Office.OpenAsync();
        await using var clerk = await Clerk.EnterAsync(chromium, office, device, isDark);
        var look = $"{device}-{(isDark ? "dark" : "light")}".ToLowerInvariant();
        await clerk.Page.GotoAsync("/portal/settings/configuration");
        await clerk.SignInAsync();
        await clerk.SeesAsync("Configuration");
        await clerk.Page.GetByLabel("Payment Notification URL").FillAsync("http://127.0.0.1:9/notify");
        await clerk.Page.GetByLabel("Finish Redirect URL", new() { Exact = true })
            .FillAsync("https://kopisenja.example/thanks");
        await clerk.ClickAsync("Update");
        await ReadsAsync(clerk, "Connection refused");
        await clerk.ClickAsync("See history");
        await ReadsAsync(clerk, "Redirect addresses changed");
        await LookAsync("configuration");
        await clerk.Page.GetByLabel("Error Redirect URL").FillAsync("nowhere");
        await clerk.ClickAsync("Update");
        await ReadsAsync(clerk, "nowhere is not a whole address");
        await clerk.CanBeUsedByAllAsync();

        await clerk.Page.GotoAsync("/portal/settings/access-keys");
        await clerk.SeesAsync("Access keys");
        await OpenAsync(clerk, Office.Password);
        await ReadsAsync(clerk, "Hide");
        await clerk.CanBeUsedByAllAsync();
        await clerk.ClickAsync("Hide");
        await LookAsync("access-keys");
        await clerk.Page.GotoAsync("/portal/settings/notification");
        await clerk.SeesAsync("Notification");
        await ReadsAsync(clerk, "Webhook secret");
        await LookAsync("notification");
        await clerk.Page.GotoAsync("/portal/settings/signature");
        await clerk.SeesAsync("Signature helper");
        var wrong = Signature.Of("order-101", "200", "44000", office.Merchant.ServerKey.Text);
        await clerk.Page.GetByLabel("Body of the notification (JSON)").FillAsync(
            $$"""{"order_id":"order-101","status_code":"200","gross_amount":"44000.00","signature_key":"{{wrong}}"}""");
        await clerk.ClickAsync("Check");
        await ReadsAsync(clerk, "gross_amount does not match");
        await LookAsync("signature");
        Assert.Empty(clerk.Complaints);
        Assert.Empty(clerk.Strangers);

        async Task LookAsync(string name)
        {
            await clerk.CanBeUsedByAllAsync();
            if (!isDark || name is "configuration")
            {
                await clerk.PictureAsync($"{name}-{look}");
            }
        }
    }

    private static async Task OpenAsync(Clerk clerk, string password)
    {
        await clerk.Page.GetByLabel("Your password").FillAsync(password);
        await clerk.ClickAsync("Show or rotate");
    }

    private async Task<Clerk> AtAsync(Office office, string page, string headline)
    {
        var clerk = await Clerk.EnterAsync(chromium, office);
        await clerk.Page.GotoAsync("/portal/settings/" + page);
        await clerk.SignInAsync();
        await clerk.SeesAsync(headline);
        return clerk;
    }

    private static Task ReadsAsync(Clerk clerk, string text) =>
        Assertions.Expect(clerk.Page.GetByText(text).First).ToBeVisibleAsync(new() { Timeout = 30_000 });
}
