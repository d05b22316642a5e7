using System.Net;
using System.Net.Http;
using System.Net.ServerSentEvents;

namespace Gerai.LoadTests.Vouchers;

/// <summary>
/// A customer's page as a browser holds it open: loaded once, then a stream of its own, and loaded again when the
/// stream tells of another state. The moments are this process's time stamps.
/// </summary>
internal sealed class OpenPage(Uri address, string code) : IDisposable
{
    private const string Paid = "Settled";

    private static readonly TimeProvider Clock = TimeProvider.System;

    private Task turned = Task.CompletedTask;
    private HttpResponseMessage? stream;

    public string Code => code;

    public long SentAt { get; private set; }

    public long AnsweredAt { get; private set; }

    public long HeardAt { get; private set; }

    public long TurnedAt { get; private set; }

    public bool HasTurned => TurnedAt > 0;

    /// <summary>Why it cannot turn any more; null while it can and when it has.</summary>
    public string? Failure => turned.Exception?.GetBaseException().Message;

    /// <summary>Ends when the page shows that it is paid; fails when it never can.</summary>
    public Task Turned => turned;

    /// <summary>Returns when the page is loaded and its stream has told the first state.</summary>
    public async Task OpenAsync(HttpClient browser)
    {
        await LoadAsync(browser, "Pending");
        using var request = Request(new Uri(address + "/events"), "text/event-stream");
        stream = await browser.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, CancellationToken.None);
        stream.EnsureSuccessStatusCode();
        var opened = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        turned = ListenAsync(browser, stream, opened);
        await await Task.WhenAny(opened.Task, turned);
    }

    public async Task PayAsync(Func<string, Task> payAsync)
    {
        SentAt = Clock.GetTimestamp();
        await payAsync(code);
        AnsweredAt = Clock.GetTimestamp();
    }

    /// <summary>Closes the page.</summary>
    public void Dispose() => stream?.Dispose();

    private async Task ListenAsync(HttpClient browser, HttpResponseMessage from, TaskCompletionSource opened)
    {
        var body = await from.Content.ReadAsStreamAsync(CancellationToken.None);
        await foreach (var news in SseParser.Create(body).EnumerateAsync(CancellationToken.None))
        {
            opened.TrySetResult();
            if (news.Data == Paid)
            {
                HeardAt = Clock.GetTimestamp();
                await LoadAsync(browser, Paid);
                TurnedAt = Clock.GetTimestamp();
                return;
            }
        }

        throw new InvalidOperationException("The stream of a page ended before its payment.");
    }

    private async Task LoadAsync(HttpClient browser, string state)
    {
        using var request = Request(address, "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8");
        using var answer = await browser.SendAsync(request, CancellationToken.None);
        var html = await answer.Content.ReadAsStringAsync(CancellationToken.None);
        if (!html.Contains($"data-state=\"{state}\"", StringComparison.Ordinal))
        {
            throw new InvalidOperationException($"{answer.StatusCode}, and the page does not say {state}.");
        }
    }

    // What a phone's browser sends along: the gateway keeps it for as long as the stream is open.
    private static HttpRequestMessage Request(Uri to, string accepted) => new(HttpMethod.Get, to)
    {
        Version = HttpVersion.Version11,
        Headers =
        {
            { "Accept", accepted },
            { "Accept-Encoding", "gzip, deflate, br, zstd" },
            { "Accept-Language", "id-ID,id;q=0.9,en-US;q=0.8,en;q=0.7" },
            { "Cache-Control", "no-cache" },
            { "Sec-Fetch-Dest", "empty" },
            { "Sec-Fetch-Mode", "cors" },
            { "Sec-Fetch-Site", "same-origin" },
            {
                "User-Agent",
                "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Mobile "
                + "Safari/537.36"
            },
        },
    };
}
