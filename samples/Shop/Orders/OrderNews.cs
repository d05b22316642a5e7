using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http.HttpResults;

namespace SampleShop.Orders;

/// <summary>
/// GET /orders/{key}/news: tells an open page that its order has changed. It looks into the books instead of listening
/// inside the process: so it hears of everything, also when the shop runs as several processes.
/// </summary>
internal static class OrderNews
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(500);

    public static async Task<Results<ServerSentEventsResult<string>, NotFound>> Handle(
        string key, OrderBook book, IHostApplicationLifetime life, CancellationToken cancel) =>
        await book.VersionAsync(key, cancel) is { } version
            ? TypedResults.ServerSentEvents(NewsAsync(key, version, book, life.ApplicationStopping, cancel))
            : TypedResults.NotFound();

    // Begins with the version as it is: the order may have changed between the page and this.
    private static async IAsyncEnumerable<SseItem<string>> NewsAsync(
        string key,
        string first,
        OrderBook book,
        CancellationToken stopping,
        [EnumeratorCancellation] CancellationToken gone)
    {
        // Not awaited to the end: a page left open must not keep the shop from stopping.
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stopping, gone);
        using var timer = new PeriodicTimer(LookEvery);
        for (var version = first; version is not null;)
        {
            yield return new SseItem<string>(version, "version");
            version = await NextAsync(version, key, book, timer, ended.Token);
        }
    }

    private static async Task<string?> NextAsync(
        string known, string key, OrderBook book, PeriodicTimer timer, CancellationToken ended)
    {
        try
        {
            while (await timer.WaitForNextTickAsync(ended))
            {
                if (await book.VersionAsync(key, ended) is var version && version != known)
                {
                    return version;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The page was closed, or the shop stops.
        }

        return null;
    }
}
