using Microsoft.AspNetCore.Http;

namespace Gerai.Dashboard.Frame;

/// <summary>
/// Tells the browser to run, load and send nothing but what comes from here, and takes over from a proxy before us that
/// the visitor came by https.
/// </summary>
internal sealed class PortalHeaders(RequestDelegate next)
{
    // MudBlazor places menus and sets its colours by style attributes and elements, which need unsafe-inline; a style
    // cannot run anything (decision 0015).
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
        + "font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'self'";

    public Task InvokeAsync(HttpContext context)
    {
        // Anybody may say so, but only to their own harm: all that hangs on it is that cookies are kept more strictly.
        if (context.Request.Headers["X-Forwarded-Proto"] == Uri.UriSchemeHttps)
        {
            context.Request.Scheme = Uri.UriSchemeHttps;
        }

        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers["Referrer-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=()";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers.CacheControl = "no-store";
        headers["X-Robots-Tag"] = "noindex, nofollow";
        return next(context);
    }
}
