using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Gerai.People;
using Gerai.Tests.Support;

namespace Gerai.Tests.Dashboard;

/// <summary>The pages with which people guard their account: invitation, password, authenticator, sessions.</summary>
public sealed partial class AccountTests
{
    private const string Invited = "budi@kopisenja.example";
    private const string Invitation = "/portal/account/invitation";

    [Fact]
    public async Task Who_is_invited_chooses_a_password_and_is_in()
    {
        await using var office = await Office.OpenAsync();
        using var caller = new Caller(office.Address);
        var token = await office.InviteAsync(Role.Finance, Invited);

        var page = await caller.PageAsync($"{Invitation}?token={token}");
        using var accepted = await AcceptAsync(caller, token, "hujan di bulan juni");
        using var home = await caller.GetAsync("/portal");
        using var again = await new Caller(office.Address).GetAsync($"{Invitation}?token={token}");

        Assert.Contains("Kopi Senja", page, StringComparison.Ordinal);
        Assert.Contains("as Finance", page, StringComparison.Ordinal);
        Assert.Equal("/portal", accepted.Headers.Location!.ToString());
        Assert.Equal(HttpStatusCode.OK, home.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, again.StatusCode);
    }

    [Theory]
    [InlineData("kopi senja", "at least", "A password has 12 to 256 characters.")]
    [InlineData("password123456", "a list", "easy to guess")]
    [InlineData("budibudibudi", "the address", "easy to guess")]
    [InlineData("aaaaaaaaaaaaaaaa", "one letter", "easy to guess")]
    public async Task A_weak_password_is_refused_in_words(string password, string why, string complaint)
    {
        await using var office = await Office.OpenAsync();
        using var caller = new Caller(office.Address);
        var token = await office.InviteAsync(Role.Finance, Invited);

        using var refused = await AcceptAsync(caller, token, password);
        using var accepted = await AcceptAsync(caller, token, "hujan di bulan juni");

        Assert.True(HttpStatusCode.BadRequest == refused.StatusCode, why);
        Assert.Contains(complaint, await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Redirect, accepted.StatusCode);
    }

    [Fact]
    public async Task Who_has_an_account_signs_in_before_they_accept()
    {
        await using var office = await Office.OpenAsync();
        var other = await office.InviteOtherAsync(Office.Email);
        using var stranger = new Caller(office.Address);
        using var owner = new Caller(office.Address);
        using var entered = await owner.SignInAsync();

        var page = await stranger.PageAsync($"{Invitation}?token={other}");
        using var accepted = await owner.FillAsync($"{Invitation}?token={other}", Invitation, ("token", other));

        Assert.Contains("Sign in to accept", page, StringComparison.Ordinal);
        Assert.DoesNotContain("name=\"new\"", page, StringComparison.Ordinal);
        Assert.Equal("/portal", accepted.Headers.Location!.ToString());
        Assert.Contains("Teh Pagi", await owner.PageAsync("/portal/account"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_password_signs_other_devices_out()
    {
        await using var office = await Office.OpenAsync();
        using var here = new Caller(office.Address);
        using var there = new Caller(office.Address);
        using var first = await here.SignInAsync();
        using var second = await there.SignInAsync();

        using var wrong = await ChangeAsync(here, "not my password", "hujan di bulan juni");
        using var changed = await ChangeAsync(here, Office.Password, "hujan di bulan juni");
        using var stays = await here.GetAsync("/portal");
        using var leaves = await there.GetAsync("/portal");
        using var entered = await there.SignInAsync(password: "hujan di bulan juni");

        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        var news = await changed.Content.ReadAsStringAsync();
        Assert.Contains("The password is changed.", news, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, stays.StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, leaves.StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, entered.StatusCode);
    }

    [Fact]
    public async Task A_person_sees_where_they_are_signed_in_and_ends_it()
    {
        await using var office = await Office.OpenAsync();
        using var here = new Caller(office.Address);
        using var there = new Caller(office.Address);
        using var first = await here.SignInAsync();
        using var second = await there.SignInAsync();

        var other = Assert.Single(Caller.FieldsOf(await here.PageAsync("/portal/account"), "session"));
        using var ended = await here.FillAsync("/portal/account", "/portal/account/end-session", ("session", other));
        using var stays = await here.GetAsync("/portal");
        using var leaves = await there.GetAsync("/portal");

        Assert.Equal(HttpStatusCode.OK, stays.StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, leaves.StatusCode);
    }

    [Fact]
    public async Task With_an_authenticator_the_password_is_half_of_the_way()
    {
        await using var office = await Office.OpenAsync();
        using var owner = new Caller(office.Address);
        using var entered = await owner.SignInAsync();
        var (key, codes) = await SwitchOnAsync(office, owner);
        office.Advance(TimeSpan.FromMinutes(1));
        using var caller = new Caller(office.Address);

        using var asked = await caller.SignInAsync();
        using var notYet = await caller.GetAsync("/portal");
        using var wrong = await SendCodeAsync(caller, asked, "000000");
        using var right = await SendCodeAsync(caller, asked, Code(office, key));
        using var home = await caller.GetAsync("/portal");
        using var replayed = await SignInWithAsync(office, Code(office, key));
        using var recovered = await SignInWithAsync(office, codes[0].ToLowerInvariant());
        using var twice = await SignInWithAsync(office, codes[0]);

        Assert.Equal(10, codes.Count);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Redirect), (asked.StatusCode, notYet.StatusCode));
        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.Redirect), (wrong.StatusCode, right.StatusCode));
        Assert.Equal(HttpStatusCode.OK, home.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, replayed.StatusCode);
        Assert.Equal((HttpStatusCode.Redirect, HttpStatusCode.BadRequest), (recovered.StatusCode, twice.StatusCode));
    }

    private static Task<HttpResponseMessage> AcceptAsync(Caller caller, string token, string password) =>
        caller.FillAsync(
            $"{Invitation}?token={token}",
            Invitation,
            ("token", token),
            ("name", "Budi"),
            ("new", password),
            ("again", password));

    private static Task<HttpResponseMessage> ChangeAsync(Caller caller, string present, string password) =>
        caller.FillAsync(
            "/portal/account/password",
            "/portal/account/password",
            ("password", present),
            ("new", password),
            ("again", password));

    private static async Task<(byte[] Key, List<string> Codes)> SwitchOnAsync(Office office, Caller owner)
    {
        const string Address = "/portal/account/authenticator";
        var text = KeyShape().Match(await owner.PageAsync(Address)).Groups["key"].Value;
        var key = AuthenticatorCodes.ReadKey(text.Replace(" ", "", StringComparison.Ordinal));
        using var done = await owner.FillAsync(
            Address, Address, ("code", Code(office, key)), ("password", Office.Password));
        var codes = CodeShape().Matches(await done.Content.ReadAsStringAsync());
        return (key, [.. codes.Select(code => code.Groups["code"].Value)]);
    }

    private static async Task<HttpResponseMessage> SignInWithAsync(Office office, string code)
    {
        using var caller = new Caller(office.Address);
        using var asked = await caller.SignInAsync();
        return await SendCodeAsync(caller, asked, code);
    }

    private static async Task<HttpResponseMessage> SendCodeAsync(Caller caller, HttpResponseMessage asked, string code)
    {
        var page = await asked.Content.ReadAsStringAsync();
        return await caller.PostAsync(
            "/portal/account/code",
            ("pass", Caller.FieldOf(page, "pass")),
            ("proof", Caller.FieldOf(page, "proof")),
            ("code", code));
    }

    private static string Code(Office office, byte[] key) =>
        AuthenticatorCodes.Code(key, office.Now.ToUnixTimeSeconds() / 30).ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex("id=\"key\">(?<key>[A-Z2-7 ]+)<", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex KeyShape();

    [GeneratedRegex("<li>(?<code>[^<]+)</li>", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CodeShape();
}
