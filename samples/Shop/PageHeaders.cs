namespace SampleShop;

/// <summary>
/// What the browser may do with our pages: nothing from elsewhere, no frames, and an order's link, which is a secret,
/// goes to nobody.
/// </summary>
internal sealed class PageHeaders(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy =
            "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'";
        headers["Referrer-Policy"] = "same-origin";
        headers.XContentTypeOptions = "nosniff";
        return next(context);
    }
}
