using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Gerai.LoadTests.Delivery;

/// <summary>A notification as it arrived: of which order, in which state, and when.</summary>
internal readonly record struct Arrival(string Order, string Status, DateTimeOffset At);

/// <summary>
/// Servers of several shops, a port each, that do next to nothing: read, count, answer, some of them late or never.
/// </summary>
internal sealed class DeliverySink : IAsyncDisposable
{
    private static readonly TimeProvider Clock = TimeProvider.System;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly WebApplication app;
    private long first;
    private long latest;
    private long count;
    private (long Count, TaskCompletionSource Reached)? awaited;

    private DeliverySink(WebApplication app) => this.app = app;

    public IReadOnlyList<string> Addresses => [.. app.Urls.Select(url => url + "/notify")];

    /// <summary>Set to keep what arrives, whole; null only counts.</summary>
    public ConcurrentQueue<Arrival>? Kept { get; set; }

    /// <summary>How long a port lets its callers wait; infinite for one that never answers.</summary>
    public ConcurrentDictionary<int, TimeSpan> Delays { get; } = [];

    /// <summary>From the first to the latest arrival since the counting began.</summary>
    public TimeSpan Took => Clock.GetElapsedTime(Interlocked.Read(ref first), Interlocked.Read(ref latest));

    public static async Task<DeliverySink> StartAsync(int shops)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls([.. Enumerable.Repeat("http://127.0.0.1:0", shops)]);
        var sink = new DeliverySink(builder.Build());
        sink.app.Run(sink.ReceiveAsync);
        await sink.app.StartAsync();
        return sink;
    }

    /// <summary>Begins to count anew; the task ends when so many have arrived.</summary>
    public async Task CountAsync(long expected)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Interlocked.Exchange(ref first, 0);
        Interlocked.Exchange(ref count, 0);
        awaited = (expected, reached);
        await reached.Task.WaitAsync(Patience, Clock);
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task ReceiveAsync(HttpContext context)
    {
        var at = Clock.GetUtcNow();
        if (Delays.TryGetValue(context.Connection.LocalPort, out var delay))
        {
            await Task.Delay(delay, Clock, context.RequestAborted);
        }

        if (Kept is { } kept)
        {
            using var body = await JsonDocument.ParseAsync(context.Request.Body);
            kept.Enqueue(new Arrival(
                body.RootElement.GetProperty("order_id").GetString()!,
                body.RootElement.GetProperty("transaction_status").GetString()!,
                at));
        }
        else
        {
            await context.Request.Body.CopyToAsync(Stream.Null);
        }

        var now = Clock.GetTimestamp();
        Interlocked.CompareExchange(ref first, now, 0);
        Interlocked.Exchange(ref latest, now);
        if (Interlocked.Increment(ref count) == awaited?.Count)
        {
            awaited.Value.Reached.SetResult();
        }
    }
}
