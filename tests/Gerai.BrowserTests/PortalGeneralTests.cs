using Gerai.BrowserTests.Support;
using Gerai.Merchants;
using Gerai.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace Gerai.BrowserTests;

/// <summary>What the shop calls itself and its fields (protocol 7.12), its mail, and the use of its keys.</summary>
public sealed class PortalGeneralTests(Chromium chromium)
{
    private const string Elsewhere = "Mid-server-AbCdEfGhIjKlMnOpQrStUvWx";

    [Fact]
    public async Task A_merchant_is_renamed_without_symbols_and_its_fields_get_names_of_their_own()
    {
        await using var office = await Office.OpenAsync();
        var order = await new Orders(office, office.Merchant).ChargeAsync("order-1");
        await using var clerk = await AtAsync(office, "general", "General");
        await clerk.Page.GetByLabel("Merchant name").FillAsync("Kopi & Senja!");
        await clerk.Page.GetByLabel("Name of custom field 1").FillAsync("Table");
        await clerk.ClickAsync("Update");
        await ReadsAsync(clerk, "letters, digits and blanks, no symbols.");
        await Assertions.Expect(clerk.Page.GetByLabel("Name of custom field 1")).ToHaveValueAsync("Table");

        await clerk.Page.GetByLabel("Merchant name").FillAsync("Kopi Senja 2");
        await clerk.ClickAsync("Update");
        await ReadsAsync(clerk, "The settings have been updated.");
        await ReadsAsync(clerk, "Kopi Senja → Kopi Senja 2");
        await ReadsAsync(clerk, "– → Table");
        await clerk.CanBeUsedByAllAsync();
        await clerk.PictureAsync("general-desktop-light");

        await clerk.Page.GotoAsync($"/portal/transactions/{order.Id}");
        await Assertions.Expect(clerk.Page.Locator("dt", new() { HasText = "Table" })).ToBeVisibleAsync();
        await clerk.Page.GotoAsync("/portal/transactions");
        await clerk.SeesAsync("Transactions");
        await clerk.Page.GetByText("More filters").ClickAsync();
        await clerk.Page.GetByLabel("Table").FillAsync("meja 4");
        await clerk.ClickAsync("Search");
        await Assertions.Expect(clerk.Page.Locator("#count")).ToHaveTextAsync("1 payment");
        var file = await clerk.Page.RunAndWaitForDownloadAsync(
            () => clerk.Page.GetByRole(AriaRole.Link, new() { Name = "Export CSV" }).ClickAsync());
        var header = (await File.ReadAllLinesAsync(await file.PathAsync()))[0];
        Assert.EndsWith(",custom_field1 (Table),custom_field2,custom_field3", header, StringComparison.Ordinal);
        Assert.Empty(clerk.Complaints);
    }

    [Fact]
    public async Task The_alert_mail_is_switched_off_and_its_address_stays()
    {
        await using var office = await Office.OpenAsync();
        await using var clerk = await AtAsync(office, "notification", "Notification");
        await clerk.Page.GetByLabel("Alert e-mail address").FillAsync("ops@kopisenja.example");
        var mail = clerk.Page.GetByLabel("Mail to that address when a notification address keeps failing");
        await Assertions.Expect(mail).ToBeCheckedAsync();
        await mail.UncheckAsync();
        await clerk.ClickAsync("Update");
        await ReadsAsync(clerk, "The settings have been updated.");
        await ReadsAsync(clerk, "on → off");
        await clerk.CanBeUsedByAllAsync();
        await clerk.PictureAsync("notification-mail-off-desktop-light");

        var merchant = await office.Accounts.ReadAsync(office.Merchant.Id, default);
        Assert.Equal(("ops@kopisenja.example", false), (merchant.AlertEmail?.Text, merchant.WantsTroubleMail));
        Assert.Empty(clerk.Complaints);
    }

    // Protocol 10.7.
    [Theory]
    [InlineData(Device.Phone, true)]
    [InlineData(Device.Desktop, false)]
    public async Task Last_uses_refused_calls_and_the_key_of_the_other_environment_are_told(Device device, bool isDark)
    {
        await using var office = await Office.OpenAsync();
        var orders = new Orders(office, office.Merchant);
        await orders.ChargeAsync("order-1");
        await office.Accounts.RotateServerKeyAsync(office.Merchant.Id, TimeSpan.Zero, new("operator"), default);
        Assert.Equal(System.Net.HttpStatusCode.Unauthorized, await AskAsync(office, office.Merchant.ServerKey.Text));
        Assert.Equal(System.Net.HttpStatusCode.Unauthorized, await AskAsync(office, Elsewhere));
        await AskAsync(office, (await office.Accounts.ReadAsync(office.Merchant.Id, default)).ServerKey.Text);
        await office.Services.GetRequiredService<KeyCalls>().WriteDownAsync(default);

        await using var clerk = await AtAsync(office, "access-keys", "Access keys", device, isDark);
        await ReadsAsync(clerk, "from 127.0.0.1");
        await ReadsAsync(clerk, "This key was rotated and ended ");
        var refused = clerk.Page.GetByRole(AriaRole.Region, new() { Name = "Refused calls" });
        await Assertions.Expect(refused).ToContainTextAsync(office.FingerprintOf(office.Merchant.ServerKey.Text));
        await Assertions.Expect(refused).Not.ToContainTextAsync(office.FingerprintOf(Elsewhere));

        await clerk.Page.GetByLabel("The key the shop uses").FillAsync(Elsewhere);
        await clerk.ClickAsync("Check");
        await ReadsAsync(clerk, "This gateway knows no such key. It looks like a production key");
        await ReadsAsync(clerk, office.FingerprintOf(Elsewhere));
        await clerk.CanBeUsedByAllAsync();
        await clerk.Page.EvaluateAsync("scrollTo(0, 0)");
        await clerk.PictureAsync($"refused-calls-{device}-{(isDark ? "dark" : "light")}".ToLowerInvariant());

        // Another merchant's good key is as good as unknown, and nothing is told of it.
        var other = await office.OpenMerchantAsync("Teh Pagi");
        await clerk.Page.GetByLabel("The key the shop uses").FillAsync(other.ServerKey.Text);
        await clerk.ClickAsync("Check");
        await ReadsAsync(clerk, office.FingerprintOf(other.ServerKey.Text));
        await ReadsAsync(clerk, "This gateway knows no such key.");
        Assert.DoesNotContain("Teh Pagi", await clerk.Page.ContentAsync(), StringComparison.Ordinal);
        Assert.Empty(clerk.Complaints);
    }

    [Fact]
    public async Task The_general_page_can_be_used_on_a_phone_at_night()
    {
        await using var office = await Office.OpenAsync();
        await using var clerk = await AtAsync(office, "general", "General", Device.Phone, isDark: true);

        await ReadsAsync(clerk, "Never changed so far.");
        await clerk.CanBeUsedByAllAsync();
        await clerk.PictureAsync("general-phone-dark");
    }

    private static async Task<System.Net.HttpStatusCode> AskAsync(Office office, string key)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(office.Address, "/v2/order-1/status"));
        request.Headers.Authorization = new(
            "Basic", Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(key + ":")));
        using var response = await http.SendAsync(request);
        return response.StatusCode;
    }

    private async Task<Clerk> AtAsync(
        Office office, string page, string headline, Device device = Device.Desktop, bool isDark = false)
    {
        var clerk = await Clerk.EnterAsync(chromium, office, device, isDark);
        await clerk.Page.GotoAsync("/portal/settings/" + page);
        await clerk.SignInAsync();
        await clerk.SeesAsync(headline);
        return clerk;
    }

    private static Task ReadsAsync(Clerk clerk, string text) =>
        Assertions.Expect(clerk.Page.GetByText(text).First).ToBeVisibleAsync(new() { Timeout = 30_000 });
}
