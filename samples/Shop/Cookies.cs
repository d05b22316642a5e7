namespace SampleShop;

/// <summary>How this shop's cookies are set: out of reach of scripts and of other sites' forms.</summary>
internal static class Cookies
{
    public static CookieOptions For(TimeSpan time) => new()
    {
        HttpOnly = true,
        IsEssential = true,
        MaxAge = time,
        SameSite = SameSiteMode.Lax,
    };
}
