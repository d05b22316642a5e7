using Gerai.Pages;
using Microsoft.AspNetCore.Http;

namespace Gerai.Dashboard.Frame;

/// <summary>How a visitor likes the portal, kept in the browser: it is needed before anybody has signed in.</summary>
internal static class Preferences
{
    public const string LanguageCookie = "gerai-language";
    public const string LookCookie = "gerai-look";
    public const string Path = "/portal/account/preferences";

    private static readonly TimeSpan Kept = TimeSpan.FromDays(365);

    public static PageLanguage LanguageOf(HttpRequest request) =>
        request.Query.ContainsKey(PageLanguage.Parameter) || !request.Cookies.TryGetValue(LanguageCookie, out var code)
            ? PageLanguage.Of(request)
            : PageLanguage.Known(code) ?? PageLanguage.Of(request);

    public static Look LookOf(HttpRequest request) => request.Cookies[LookCookie] switch
    {
        "light" => Look.Light,
        "dark" => Look.Dark,
        _ => Look.Device,
    };

    /// <summary>The address that changes one of them and leads back to where the visitor was.</summary>
    public static string Address(string name, string value, string back) =>
        $"{Path}?{name}={value}&back={Uri.EscapeDataString(back)}";

    /// <summary>Keeps what the query names. It changes nothing but how this browser sees pages, so GET does.</summary>
    public static Task KeepAsync(HttpContext context)
    {
        var query = context.Request.Query;
        if (PageLanguage.Known(query["language"].ToString()) is { } language)
        {
            Keep(context, LanguageCookie, language.Code);
        }

        if (query["look"].ToString() is "light" or "dark" or "device")
        {
            Keep(context, LookCookie, query["look"].ToString());
        }

        context.Response.Redirect(ReturnAddress.Of(query["back"].ToString()));
        return Task.CompletedTask;
    }

    private static void Keep(HttpContext context, string name, string value) =>
        context.Response.Cookies.Append(name, value, new CookieOptions
        {
            HttpOnly = true,
            IsEssential = true,
            MaxAge = Kept,
            SameSite = SameSiteMode.Lax,
            Secure = context.Request.IsHttps,
        });
}
