using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Gerai.Pages;

/// <summary>
/// Answers with a page: a Razor component made to HTML on the server, which encodes all it is given, and the headers
/// that keep a browser from doing anything else with it.
/// </summary>
/// <example><code>await page.SendAsync&lt;Till&gt;(context, 200, new() { ["Language"] = language });</code></example>
internal sealed class Page(IServiceProvider services, ILoggerFactory logs)
{
    private const string Policy =
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data:; "
        + "base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    /// <param name="context">The request to answer.</param>
    /// <param name="status">The HTTP status.</param>
    /// <param name="parameters">The component's parameters, by name.</param>
    public async Task SendAsync<TComponent>(
        HttpContext context, int status, Dictionary<string, object?> parameters)
        where TComponent : IComponent
    {
        await using var renderer = new HtmlRenderer(services, logs);
        var html = await renderer.Dispatcher.InvokeAsync(async () =>
        {
            var root = await renderer.RenderComponentAsync<TComponent>(ParameterView.FromDictionary(parameters));
            return root.ToHtmlString();
        });

        var response = context.Response;
        AddHeaders(response);
        response.StatusCode = status;
        response.ContentType = "text/html; charset=utf-8";
        await response.WriteAsync(html, context.RequestAborted);
    }

    /// <summary>An address may be a secret and a state is soon another one: nobody keeps it or passes it on.</summary>
    public static void AddHeaders(HttpResponse response)
    {
        var headers = response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers["Referrer-Policy"] = "no-referrer";
        headers.XContentTypeOptions = "nosniff";
        headers.CacheControl = "no-store";
        headers["X-Robots-Tag"] = "noindex, nofollow";
        headers.Vary = "Accept-Language";
    }
}
