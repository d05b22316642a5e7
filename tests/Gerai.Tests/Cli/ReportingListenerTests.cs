using System.Collections.Concurrent;
using System.Text.Json;
using Gerai.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Gerai.Tests.Cli;

/// <summary>gerai listen before a gateway that takes no reports: the notifications go on.</summary>
public sealed class ReportingListenerTests : IAsyncDisposable
{
    private const int EventsMax = 3;

    private readonly TaskCompletionSource released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource allAsked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentQueue<(string Path, string Body)> reports = [];
    private readonly WebApplication gateway = NewGateway();

    public async ValueTask DisposeAsync()
    {
        await gateway.StopAsync();
        await gateway.DisposeAsync();
    }

    // Really waits: two seconds between the three tries of the first report.
    [Fact]
    public async Task A_gateway_that_takes_no_reports_is_warned_of_once_and_holds_up_nothing()
    {
        gateway.MapGet("/gerai/v1/events/stream", StreamAsync);
        gateway.MapPost("/gerai/v1/events/{id}/forwards", HearAsync);
        await gateway.StartAsync(TestContext.Current.CancellationToken);
        await using var local = await Shop.StartAsync();
        local.Answers = _ => Task.FromResult(418);
        await using var listener = await GeraiProcess.ServeAsync(
            "listen", "--forward-to", $"{local.NotifyUrl}?token=secret", "--url", gateway.Urls.Single(),
            "--server-key", "x");

        for (var i = 1; i <= EventsMax; i++)
        {
            Assert.Equal($"o-{i}", (await local.NextAsync())["order_id"]);
        }

        released.SetResult();
        await allAsked.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        var ended = await listener.StopAsync();
        var warning = Assert.Single(ended.Errors.TrimEnd().Split('\n'));
        Assert.StartsWith("Not every answer was reported to the gateway", warning, StringComparison.Ordinal);
        Assert.Equal(
            ["a.1", "a.1", "a.1", "a.2", "a.3"], reports.Select(report => report.Path.Split('/')[^2]));
        var first = JsonDocument.Parse(reports.First().Body).RootElement;
        Assert.Equal(local.NotifyUrl, first.GetProperty("address").GetString());
        Assert.Equal(
            ("refused", 418), (first.GetProperty("result").GetString(), first.GetProperty("http_status").GetInt32()));
    }

    private static WebApplication NewGateway()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        return builder.Build();
    }

    private async Task StreamAsync(HttpContext http)
    {
        http.Response.ContentType = "text/event-stream";
        await http.Response.WriteAsync("event: ready\nid: 1\ndata: {\"at\":\"2026-01-15T10:00:00+07:00\"}\n\n");
        for (var i = 1; i <= EventsMax; i++)
        {
            await http.Response.WriteAsync(
                $$"""
                event: event
                id: {{i}}
                data: {"id":"a.{{i}}","at":"2026-01-15T10:00:00+07:00","headers":{},"body":"{\"order_id\":\"o-{{i}}\"}"}


                """);
        }

        await http.Response.Body.FlushAsync();
        await Task.Delay(Timeout.Infinite, http.RequestAborted)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    // The first report has no answer until all is forwarded, and then a bad one; the others are refused.
    private async Task HearAsync(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body);
        reports.Enqueue((http.Request.Path.Value!, await reader.ReadToEndAsync()));
        await released.Task;
        var isFirst = http.Request.Path.Value!.Contains("a.1", StringComparison.Ordinal);
        http.Response.StatusCode = isFirst ? 500 : 404;
        await http.Response.WriteAsync("{\"error\":\"no_such_operation\",\"message\":\"There is no such operation.\"}");
        if (reports.Count == EventsMax + 2)
        {
            allAsked.TrySetResult();
        }
    }
}
