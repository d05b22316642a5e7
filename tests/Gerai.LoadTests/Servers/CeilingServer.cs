using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Gerai.LoadTests.Servers;

/// <summary>
/// What HTTP alone costs on this machine: reads the body and answers as many bytes as a charge is answered with. No
/// gateway on the same web server can be faster.
/// </summary>
internal static class CeilingServer
{
    public const string Role = "ceiling-server";
    public const string SampleRole = "sample-server";

    public static Task<int> RunAsync(int answerBytes)
    {
        var answer = new byte[answerBytes];
        answer.AsSpan().Fill((byte)'x');
        return RunAsync(answer);
    }

    /// <summary>Answers with what stands in a file instead, as it would come over the wire.</summary>
    public static async Task<int> RunSampleAsync(string path) => await RunAsync(await Sample.ReadAsync(path));

    private static async Task<int> RunAsync(byte[] answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0").ConfigureKestrel(server => server.AddServerHeader = false);
        await using var app = builder.Build();
        app.Map("/{**path}", context => AnswerAsync(context, answer));
        await app.StartAsync();
        await ServerProcess.ServeUntilAskedToEndAsync(app.Urls.First());
        await app.StopAsync();
        return 0;
    }

    private static async Task AnswerAsync(HttpContext context, byte[] answer)
    {
        var body = new byte[context.Request.ContentLength ?? 0];
        await context.Request.Body.ReadExactlyAsync(body);
        context.Response.ContentType = "application/json;charset=UTF-8";
        context.Response.ContentLength = answer.Length;
        await context.Response.Body.WriteAsync(answer);
    }
}
