using Gerai.Pages;
using Gerai.Stores;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Gerai.Simulator;

/// <summary>
/// The addresses of the store simulator, in a sandbox only: pages as people and their scripts know them (protocol 8.1
/// to 8.4), and the same steps as JSON for test suites without a browser.
/// </summary>
internal static class SimulatorRoutes
{
    private static readonly (StoreChain Chain, string Folder)[] Folders =
    [
        (StoreChain.Alfamart, "/alfamart"),
        (StoreChain.Indomaret, "/indomaret"),
        (StoreChain.Indomaret, "/indomaret/phoenix"),
    ];

    public static void Map(IEndpointRouteBuilder app, TillDesk tills, Page page)
    {
        foreach (var chain in Enum.GetValues<StoreChain>())
        {
            MapJson(app, tills, chain);
        }

        foreach (var (chain, folder) in Folders)
        {
            var pages = new TillPages(tills, page, chain);
            app.MapGet($"{folder}/index", pages.ShowAsync);
            Post(app, $"{folder}/inquiry", pages.InquireAsync);
            Post(app, $"{folder}/payment", pages.PayAsync);
            Post(app, $"{folder}/trouble", pages.MakeTroubleAsync);
        }
    }

    private static void MapJson(IEndpointRouteBuilder app, TillDesk tills, StoreChain chain)
    {
        var path = $"/api/{StoreTexts.Id(chain)}/{{payment_code}}";
        app.MapGet(path, http => SayAsync(http, tills.Of(chain).InquireAsync(Code(http), http.RequestAborted)));
        app.MapPost(
            $"{path}/pay",
            http => SayAsync(http, tills.Of(chain).InquireAndPayAsync(Code(http), http.RequestAborted)));
    }

    // Whoever loads the page of an answer again begins anew.
    private static void Post(IEndpointRouteBuilder app, string path, RequestDelegate handle)
    {
        app.MapPost(path, handle);
        app.MapGet(path, http =>
        {
            http.Response.Redirect("index" + http.Request.QueryString);
            return Task.CompletedTask;
        });
    }

    private static string Code(HttpContext http) => (string?)http.GetRouteValue("payment_code") ?? "";

    private static async Task SayAsync(HttpContext http, Task<TillAnswer> asked)
    {
        var answer = await asked;
        http.Response.StatusCode = answer.Status;
        http.Response.ContentType = "application/json; charset=utf-8";
        http.Response.Headers.CacheControl = "no-store";
        if (answer.Status == StatusCodes.Status503ServiceUnavailable)
        {
            http.Response.Headers.RetryAfter = "5";
        }

        await http.Response.WriteAsync(answer.Text, http.RequestAborted);
    }
}
