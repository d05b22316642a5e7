using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Gerai.LoadTests.Load;

/// <summary>The shop of the benchmark: hears notifications and says when an order is told as paid.</summary>
internal sealed class NotificationSink : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentDictionary<string, TaskCompletionSource> awaited = new();

    private NotificationSink(WebApplication app) => this.app = app;

    public string Address => app.Urls.First() + "/notify";

    public static async Task<NotificationSink> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var sink = new NotificationSink(builder.Build());
        sink.app.MapPost("/notify", sink.ReceiveAsync);
        await sink.app.StartAsync();
        return sink;
    }

    /// <summary>Completes when the settlement of this order has been heard.</summary>
    public Task SettlementOf(string order) => awaited.GetOrAdd(order, NewPromise).Task;

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private static TaskCompletionSource NewPromise(string order) =>
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task ReceiveAsync(HttpContext context)
    {
        using var body = await JsonDocument.ParseAsync(context.Request.Body);
        if (body.RootElement.GetProperty("transaction_status").GetString() == "settlement"
            && awaited.TryRemove(body.RootElement.GetProperty("order_id").GetString()!, out var promise))
        {
            promise.SetResult();
        }
    }
}
