using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Gerai.Running;

/// <summary>
/// Tells balancers and init systems how this node is: <c>/health/live</c> whether the process answers, and
/// <c>/health/ready</c> whether it should be sent requests. A word or two for anybody, and nothing about what runs
/// here.
/// </summary>
internal static class HealthRoutes
{
    private static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head];

    public static void Map(WebApplication app)
    {
        var readiness = app.Services.GetRequiredService<Readiness>();

        // What restarts a process must not do so because its database is away, so this one looks at nothing.
        app.MapMethods("/health/live", Methods, http => SayAsync(http, StatusCodes.Status200OK, "live"));
        app.MapMethods("/health/ready", Methods, async http =>
        {
            var complaint = await readiness.ComplaintAsync();
            await (complaint is null
                ? SayAsync(http, StatusCodes.Status200OK, "ready")
                : SayAsync(http, StatusCodes.Status503ServiceUnavailable, $"not ready: {complaint}"));
        });
    }

    private static Task SayAsync(HttpContext http, int status, string words)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "text/plain; charset=utf-8";
        http.Response.Headers.CacheControl = "no-store";
        http.Response.ContentLength = words.Length + 1;
        return http.Response.WriteAsync(words + "\n", http.RequestAborted);
    }
}
