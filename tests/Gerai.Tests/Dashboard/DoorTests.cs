using System.Net;
using System.Reflection;
using Gerai.Dashboard;
using Gerai.Tests.Support;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;

namespace Gerai.Tests.Dashboard;

/// <summary>Strangers at the portal, what each page tells the browser, and that a charge notices nothing.</summary>
public sealed class DoorTests
{
    private static readonly string[] Plain =
        ["/portal/account", "/portal/account/password", "/portal/account/authenticator", "/portal/nowhere"];

    private static IEnumerable<string> Pages => typeof(Portal).Assembly.GetTypes()
        .SelectMany(type => type.GetCustomAttributes<RouteAttribute>())
        .Select(route => route.Template.Replace("{Id}", "x", StringComparison.OrdinalIgnoreCase))
        .Concat(Plain);

    [Fact]
    public async Task Every_page_leads_a_stranger_to_the_sign_in_and_back()
    {
        await using var office = await Office.OpenAsync();
        using var caller = new Caller(office.Address);

        foreach (var page in Pages)
        {
            using var answer = await caller.GetAsync(page);
            Assert.Equal(
                (HttpStatusCode.Redirect, $"/portal/account/sign-in?ReturnUrl={Uri.EscapeDataString(page)}"),
                (answer.StatusCode, answer.Headers.Location?.ToString()));
        }
    }

    [Theory]
    [InlineData("GET", "/_blazor")]
    [InlineData("POST", "/_blazor/negotiate")]
    [InlineData("POST", "/portal/account/at-work")]
    public async Task What_only_a_page_asks_for_is_refused_to_a_stranger(string method, string path)
    {
        await using var office = await Office.OpenAsync();
        using var caller = new Caller(office.Address);

        using var answer = method is "GET" ? await caller.GetAsync(path) : await caller.PostAsync(path);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Theory]
    [InlineData("/_framework/blazor.web.js", "text/javascript")]
    [InlineData("/_content/MudBlazor/MudBlazor.min.css", "text/css")]
    [InlineData("/_content/MudBlazor/MudBlazor.min.js", "text/javascript")]
    [InlineData("/_content/Gerai.Dashboard/portal.css", "text/css")]
    [InlineData("/_content/Gerai.Dashboard/portal.js", "text/javascript")]
    public async Task Scripts_and_styles_are_there(string path, string type)
    {
        await using var office = await Office.OpenAsync();
        using var caller = new Caller(office.Address);

        using var plain = await caller.GetAsync(path);
        using var packed = await caller.GetAsync(path, ("Accept-Encoding", "gzip, br"));
        using var again = await caller.GetAsync(path, ("If-None-Match", plain.Headers.ETag!.ToString()));

        Assert.Equal(HttpStatusCode.OK, plain.StatusCode);
        Assert.Equal(type, plain.Content.Headers.ContentType!.MediaType);
        Assert.Contains("br", packed.Content.Headers.ContentEncoding);
        Assert.True(packed.Content.Headers.ContentLength < plain.Content.Headers.ContentLength);
        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
        Assert.False(plain.Headers.Contains("Set-Cookie"));
    }

    [Theory]
    [InlineData("/portal")]
    [InlineData("/portal/members")]
    [InlineData("/portal/account")]
    [InlineData("/portal/account/sign-in")]
    [InlineData("/portal/nowhere")]
    public async Task Every_page_forbids_the_browser_all_that_is_not_from_here(string path)
    {
        await using var office = await Office.OpenAsync();
        using var caller = new Caller(office.Address);
        using var entered = await caller.SignInAsync();

        using var answer = await caller.GetAsync(path);

        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("script-src 'self';", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe-eval", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.Contains("no-store", answer.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_that_is_not_there_says_so()
    {
        await using var office = await Office.OpenAsync();
        using var caller = new Caller(office.Address);
        using var entered = await caller.SignInAsync();

        using var answer = await caller.GetAsync("/portal/nowhere");

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains("Page not found", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    // The doors of money take nothing of the portal's way: nobody's cookie is read there, and none is set.
    [Fact]
    public async Task A_charge_passes_nothing_of_the_portal()
    {
        var isAsked = new List<bool>();
        await using var office = await Office.OpenAsync(app => app.MapGet("/probe", context =>
        {
            isAsked.Add(context.Features.Get<IAuthenticationFeature>() is not null);
            return Task.CompletedTask;
        }));
        using var caller = new Caller(office.Address);
        using var entered = await caller.SignInAsync();

        using var probed = await caller.GetAsync("/probe");
        using var charged = await caller.PostAsync("/v2/charge");

        Assert.Equal([false], isAsked);
        Assert.False(charged.Headers.Contains("Set-Cookie"));
        Assert.False(charged.Headers.Contains("Content-Security-Policy"));
    }

    [Theory]
    [InlineData("light", "data-look=\"light\"")]
    [InlineData("dark", "data-look=\"dark\"")]
    [InlineData("none", "data-look=\"device\"")]
    public async Task The_look_that_was_chosen_is_kept(string look, string expected)
    {
        await using var office = await Office.OpenAsync();
        using var caller = new Caller(office.Address);
        using var entered = await caller.SignInAsync();

        using var kept = await caller.GetAsync($"/portal/account/preferences?look={look}&back=/portal/members");

        Assert.Equal("/portal/members", kept.Headers.Location!.ToString());
        Assert.Contains(expected, await caller.PageAsync("/portal"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://evil.example/portal")]
    [InlineData("//evil.example/portal")]
    [InlineData("/portal\\evil")]
    [InlineData("/portalx")]
    [InlineData("javascript:alert(1)")]
    public async Task No_link_leads_out_of_the_portal(string back)
    {
        await using var office = await Office.OpenAsync();
        using var caller = new Caller(office.Address);

        using var kept = await caller.GetAsync(
            $"/portal/account/preferences?language=en&back={Uri.EscapeDataString(back)}");

        Assert.Equal("/portal", kept.Headers.Location!.ToString());
    }
}
