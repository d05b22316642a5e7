using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Gerai.BrowserTests.Support;

/// <summary>A shop's own pages, on a port of their own, where customers are led from the voucher.</summary>
internal sealed class ShopWindow : IAsyncDisposable
{
    private readonly WebApplication app;

    private ShopWindow(WebApplication app) => this.app = app;

    /// <summary>The page for who has paid; it has a parameter of the shop's own.</summary>
    public string Finish => Page("/thanks?campaign=rain");

    /// <summary>The page for who comes back before paying.</summary>
    public string Unfinish => Page("/later");

    /// <summary>The page for what has come to nothing.</summary>
    public string Error => Page("/sorry");

    public static async Task<ShopWindow> OpenAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.MapGet("/{page}", (string page, HttpRequest request) => Results.Content(
            $"""
            <!DOCTYPE html><html lang="en"><title>{page}</title>
            <h1>{page}</h1><p>came from: {request.Headers.Referer}</p></html>
            """,
            "text/html"));
        await app.StartAsync();
        return new ShopWindow(app);
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
    }

    private string Page(string path) => new Uri(new Uri(app.Urls.First()), path).AbsoluteUri;
}
