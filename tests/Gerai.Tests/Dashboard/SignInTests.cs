using System.Net;
using Gerai.People;
using Gerai.Tests.Support;
using Gerai.Values;
using Microsoft.Extensions.DependencyInjection;

namespace Gerai.Tests.Dashboard;

/// <summary>Signing in at the portal with a password, and how long that lasts.</summary>
public sealed class SignInTests
{
    [Fact]
    public async Task Who_knows_the_password_comes_to_where_they_wanted()
    {
        await using var office = await Office.OpenAsync();
        using var caller = new Caller(office.Address);

        using var entered = await caller.FillAsync(
            "/portal/account/sign-in?ReturnUrl=%2Fportal%2Fmembers",
            "/portal/account/sign-in",
            ("email", Office.Email.ToUpperInvariant()),
            ("password", Office.Password),
            ("back", "/portal/members"));
        using var page = await caller.GetAsync("/portal/members");

        Assert.Equal("/portal/members", entered.Headers.Location!.ToString());
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        var cookie = entered.Headers.GetValues("Set-Cookie")
            .Single(one => one.StartsWith("gerai-session=", StringComparison.Ordinal));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task By_https_the_cookies_are_for_https_alone()
    {
        await using var office = await Office.OpenAsync();
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
        http.BaseAddress = office.Address;
        http.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");
        using var page = await http.GetAsync("/portal/account/sign-in");
        var proofCookie = page.Headers.GetValues("Set-Cookie").Single();
        using var form = new HttpRequestMessage(HttpMethod.Post, "/portal/account/sign-in")
        {
            Headers = { { "Cookie", proofCookie.Split(';')[0] } },
            Content = new FormUrlEncodedContent(
            [
                new("email", Office.Email),
                new("password", Office.Password),
                new("proof", Caller.FieldOf(await page.Content.ReadAsStringAsync(), "proof")),
            ]),
        };

        using var entered = await http.SendAsync(form);

        Assert.Contains("secure", proofCookie, StringComparison.OrdinalIgnoreCase);
        var cookie = entered.Headers.GetValues("Set-Cookie").Single();
        Assert.StartsWith("__Host-gerai-session=", cookie, StringComparison.Ordinal);
        Assert.Contains("secure", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("path=/", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("domain", cookie, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_wrong_password_hears_the_same_whether_there_is_an_account_or_not()
    {
        await using var office = await Office.OpenAsync();

        var known = await RefusedAsync(office, Office.Email);
        var unknown = await RefusedAsync(office, "nobody@kopisenja.example");
        var nonsense = await RefusedAsync(office, "nobody");

        Assert.Contains("The e-mail address or the password is wrong", known, StringComparison.Ordinal);
        Assert.Equal(known, unknown);
        Assert.Equal(known, nonsense);
    }

    // Protocol 7.11: fifteen minutes.
    [Fact]
    public async Task After_five_wrong_tries_the_right_password_is_refused_for_fifteen_minutes()
    {
        await using var office = await Office.OpenAsync();
        using var caller = new Caller(office.Address);
        for (var attempt = 0; attempt < 5; attempt++)
        {
            using var wrong = await caller.SignInAsync(password: "not my password");
            Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        }

        using var locked = await caller.SignInAsync();
        office.Advance(TimeSpan.FromMinutes(15));
        using var open = await caller.SignInAsync();

        Assert.Equal(HttpStatusCode.BadRequest, locked.StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, open.StatusCode);
    }

    [Theory]
    [InlineData("/portal/account/sign-in")]
    [InlineData("/portal/account/sign-out")]
    [InlineData("/portal/account/invitation")]
    [InlineData("/portal/account/password")]
    [InlineData("/portal/account/authenticator")]
    [InlineData("/portal/account/recovery-codes")]
    [InlineData("/portal/account/end-session")]
    [InlineData("/portal/account/merchant")]
    public async Task A_form_without_its_proof_changes_nothing(string action)
    {
        await using var office = await Office.OpenAsync();
        using var caller = new Caller(office.Address);
        using var entered = await caller.SignInAsync();

        using var missing = await caller.PostAsync(action, ("email", Office.Email), ("password", Office.Password));
        using var forged = await caller.PostAsync(action, ("proof", "CfDJ8AAAA"));
        using var page = await caller.GetAsync("/portal");

        Assert.Equal(HttpStatusCode.BadRequest, missing.StatusCode);
        Assert.Contains("no longer valid", await missing.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, forged.StatusCode);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
    }

    // Protocol 7.11.
    [Fact]
    public async Task Fifteen_minutes_without_a_hand_on_it_end_a_session()
    {
        await using var office = await Office.OpenAsync();
        using var caller = new Caller(office.Address);
        using var entered = await caller.SignInAsync();

        office.Advance(TimeSpan.FromMinutes(14));
        using var worked = await caller.PostAsync("/portal/account/at-work");
        office.Advance(TimeSpan.FromMinutes(14));
        using var still = await caller.GetAsync("/portal");
        office.Advance(TimeSpan.FromMinutes(14));
        using var alone = await caller.PostAsync("/_blazor/negotiate?negotiateVersion=1");
        office.Advance(TimeSpan.FromMinutes(1));
        using var over = await caller.GetAsync("/portal");

        Assert.Equal(HttpStatusCode.NoContent, worked.StatusCode);
        Assert.Equal(HttpStatusCode.OK, still.StatusCode);
        Assert.Equal(HttpStatusCode.OK, alone.StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, over.StatusCode);
    }

    [Fact]
    public async Task A_cookie_is_worth_nothing_once_its_owner_has_signed_out()
    {
        await using var office = await Office.OpenAsync();
        using var caller = new Caller(office.Address);
        using var entered = await caller.SignInAsync();
        var kept = caller.Cookies.GetCookieHeader(office.Address);

        using var left = await caller.FillAsync("/portal/account", "/portal/account/sign-out");
        using var thief = new Caller(office.Address);
        thief.Cookies.SetCookies(office.Address, kept.Replace("; ", ",", StringComparison.Ordinal));
        using var tried = await thief.GetAsync("/portal");

        Assert.Equal("/portal/account/sign-in", left.Headers.Location!.ToString());
        Assert.Equal(HttpStatusCode.Redirect, tried.StatusCode);
    }

    [Fact]
    public async Task Who_is_removed_sees_nothing_from_then_on()
    {
        await using var office = await Office.OpenAsync();
        var person = await office.JoinAsync(Role.Administrator, "budi@kopisenja.example", "Budi");
        using var caller = new Caller(office.Address);
        using var entered = await caller.SignInAsync("budi@kopisenja.example");
        using var before = await caller.GetAsync("/portal/members");

        var members = office.Services.GetRequiredService<IMemberRepository>();
        var member = await members.FindAsync(office.Merchant.Id, person.Id, default);
        await members.RemoveAsync(member!, new Actor("operator"), office.Now, default);
        using var after = await caller.GetAsync("/portal/members");

        Assert.Equal(HttpStatusCode.OK, before.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, after.StatusCode);
    }

    [Theory]
    [InlineData("Administrator", HttpStatusCode.OK)]
    [InlineData("Finance", HttpStatusCode.Forbidden)]
    [InlineData("CustomerService", HttpStatusCode.Forbidden)]
    public async Task A_page_is_open_to_the_roles_it_is_for(string role, HttpStatusCode expected)
    {
        await using var office = await Office.OpenAsync();
        await office.JoinAsync(Enum.Parse<Role>(role), "budi@kopisenja.example", "Budi");
        using var caller = new Caller(office.Address);
        using var entered = await caller.SignInAsync("budi@kopisenja.example");

        using var members = await caller.GetAsync("/portal/members");
        using var activity = await caller.GetAsync("/portal/activity");

        Assert.Equal((expected, expected), (members.StatusCode, activity.StatusCode));
    }

    private static async Task<string> RefusedAsync(Office office, string email)
    {
        using var caller = new Caller(office.Address);
        using var refused = await caller.SignInAsync(email, "not my password");
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        var page = await refused.Content.ReadAsStringAsync();
        return page.Replace(email, "", StringComparison.Ordinal)
            .Replace(Caller.FieldOf(page, "proof"), "", StringComparison.Ordinal);
    }
}
