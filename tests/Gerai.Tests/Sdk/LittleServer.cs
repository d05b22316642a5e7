using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Gerai.Tests.Sdk;

/// <summary>A real server on a real port that does with each call what a test says, and counts them.</summary>
internal sealed class LittleServer : IAsyncDisposable
{
    private readonly WebApplication app;
    private int callsCount;

    private LittleServer(WebApplication app) => this.app = app;

    public Uri Address => new(app.Urls.First());

    public int CallsCount => Volatile.Read(ref callsCount);

    /// <param name="answer">Gets the number of the call, from one, and the call.</param>
    public static async Task<LittleServer> StartAsync(Func<int, HttpContext, Task> answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = new LittleServer(builder.Build());
        server.app.Run(context => answer(Interlocked.Increment(ref server.callsCount), context));
        await server.app.StartAsync();
        return server;
    }

    /// <summary>Always the same answer.</summary>
    public static Task<LittleServer> StartAsync(int status, string body) =>
        StartAsync((_, context) => SayAsync(context, status, body));

    public static async Task SayAsync(HttpContext context, int status, string body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json;charset=UTF-8";
        await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(body));
    }

    public static async Task<string> BodyOfAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        return await reader.ReadToEndAsync();
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
