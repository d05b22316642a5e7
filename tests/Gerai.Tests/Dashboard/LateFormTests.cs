using System.Net;
using System.Text;
using Gerai.People;
using Gerai.Tests.Support;

namespace Gerai.Tests.Dashboard;

/// <summary>
/// Forms that come too late, from elsewhere, or changed on their way: a clear page, and nothing half done.
/// </summary>
public sealed class LateFormTests
{
    private const string SignIn = "/portal/account/sign-in";
    private const string Password = "/portal/account/password";
    private const string Invitation = "/portal/account/invitation";

    [Theory]
    [InlineData("en", "This form is no longer valid")]
    [InlineData("id", "Formulir ini sudah tidak berlaku")]
    public async Task A_sign_in_of_another_tab_is_shown_again_with_what_was_typed(string language, string words)
    {
        await using var office = await Office.OpenAsync();
        using var tab = new Caller(office.Address);
        var proof = Caller.FieldOf(await tab.PageAsync(SignIn), "proof");
        using var entered = await tab.SignInAsync();

        using var late = await tab.PostAsync(
            $"{SignIn}?lang={language}", ("proof", proof), ("email", "budi@kopisenja.example"), ("password", "x"));

        Assert.Equal(HttpStatusCode.BadRequest, late.StatusCode);
        var page = await late.Content.ReadAsStringAsync();
        Assert.Contains(words, WebUtility.HtmlDecode(page), StringComparison.Ordinal);
        Assert.Contains("value=\"budi@kopisenja.example\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_invitation_whose_form_is_too_old_keeps_the_name_and_takes_it_the_second_time()
    {
        await using var office = await Office.OpenAsync();
        using var guest = new Caller(office.Address);
        var token = await office.InviteAsync(Role.Finance, "budi@kopisenja.example");
        (string, string)[] typed =
        [
            ("token", token), ("name", "Budi"), ("new", "hujan di bulan juni"), ("again", "hujan di bulan juni"),
        ];

        using var late = await guest.PostAsync(Invitation, [.. typed, ("proof", "CfDJ8AAAA")]);
        var page = await late.Content.ReadAsStringAsync();
        using var second = await guest.PostAsync(Invitation, [.. typed, ("proof", Caller.FieldOf(page, "proof"))]);

        Assert.Equal(HttpStatusCode.BadRequest, late.StatusCode);
        Assert.Equal("Budi", Caller.FieldsOf(page, "name").Single());
        Assert.DoesNotContain("hujan", page, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Redirect, second.StatusCode);
    }

    [Fact]
    public async Task A_form_whose_session_has_ended_meanwhile_changes_nothing_and_leads_back_to_its_page()
    {
        await using var office = await Office.OpenAsync();
        using var caller = new Caller(office.Address);
        using var entered = await caller.SignInAsync();
        var proof = Caller.FieldOf(await caller.PageAsync(Password), "proof");
        office.Advance(TimeSpan.FromMinutes(15));

        using var late = await caller.PostAsync(
            Password,
            ("proof", proof),
            ("password", Office.Password),
            ("new", "hujan di bulan juni"),
            ("again", "hujan di bulan juni"));
        var page = WebUtility.HtmlDecode(await late.Content.ReadAsStringAsync());
        var way = $"{SignIn}?over=yes&ReturnUrl=%2Fportal%2Faccount%2Fpassword";
        var signIn = await caller.PageAsync(way);
        using var again = await caller.SignInAsync();

        Assert.Equal(HttpStatusCode.Unauthorized, late.StatusCode);
        Assert.Contains("Your session has ended", page, StringComparison.Ordinal);
        Assert.Contains($"href=\"{way}\"", page, StringComparison.Ordinal);
        Assert.Contains("Your session has ended", signIn, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Redirect, again.StatusCode);
    }

    [Fact]
    public async Task Who_was_never_signed_in_is_not_told_of_a_session()
    {
        await using var office = await Office.OpenAsync();
        using var caller = new Caller(office.Address);

        using var asked = await caller.GetAsync("/portal/members");
        using var script = await caller.PostAsync("/portal/account/at-work");

        Assert.Equal($"{SignIn}?ReturnUrl=%2Fportal%2Fmembers", asked.Headers.Location!.ToString());
        Assert.Equal(HttpStatusCode.Unauthorized, script.StatusCode);
        Assert.Equal("", await script.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("application/x-www-form-urlencoded", 17_000)]
    [InlineData("multipart/form-data; boundary=x", 100)]
    [InlineData("application/json", 100)]
    public async Task What_is_no_form_of_ours_is_refused_in_words(string type, int length)
    {
        await using var office = await Office.OpenAsync();
        using var http = new HttpClient { BaseAddress = office.Address };
        using var body = new ByteArrayContent(Encoding.ASCII.GetBytes(new string('a', length)));
        body.Headers.TryAddWithoutValidation("Content-Type", type);

        using var refused = await http.PostAsync(SignIn, body);

        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains("<h1>Formulir ini", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/portal/account/end-session", "session")]
    [InlineData("/portal/account/merchant", "merchant")]
    [InlineData("/portal/account/passkeys/remove", "passkey")]
    [InlineData("/portal/account/passkeys/rename", "passkey")]
    [InlineData("/portal/account/passkeys/keep", "question")]
    [InlineData("/portal/account/code", "pass")]
    [InlineData(Invitation, "token")]
    public async Task A_hidden_field_that_was_changed_reaches_nothing(string action, string field)
    {
        await using var office = await Office.OpenAsync();
        await office.JoinAsync(Role.Finance, "budi@kopisenja.example", "Budi");
        using var other = new Caller(office.Address);
        using var otherEntered = await other.SignInAsync("budi@kopisenja.example");
        using var caller = new Caller(office.Address);
        using var entered = await caller.SignInAsync();
        var foreign = await office.SessionOfAsync("budi@kopisenja.example");
        foreach (var value in (string[])["", "x", "\0", "../..", "AQID", "' or 1=1 --", "%00", foreign, "SB-999999"])
        {
            using var tried = await caller.FillAsync(
                "/portal/account", action, (field, value), ("name", "New"), ("password", Office.Password),
                ("answer", "{}"), ("code", "000000"));
            Assert.InRange((int)tried.StatusCode, 200, 499);
            Assert.Equal(-1, (await tried.Content.ReadAsStringAsync()).IndexOf("Exception", StringComparison.Ordinal));
        }

        using var stays = await other.GetAsync("/portal");
        using var here = await caller.GetAsync("/portal/members");
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (stays.StatusCode, here.StatusCode));
    }

    [Theory]
    [InlineData("https://evil.example/portal")]
    [InlineData("//evil.example")]
    [InlineData("/portal\\evil")]
    public async Task A_sign_in_leads_nowhere_else_whatever_its_form_says(string back)
    {
        await using var office = await Office.OpenAsync();
        using var caller = new Caller(office.Address);

        using var entered = await caller.FillAsync(
            SignIn, SignIn, ("email", Office.Email), ("password", Office.Password), ("back", back));

        Assert.Equal("/portal", entered.Headers.Location!.ToString());
    }
}
