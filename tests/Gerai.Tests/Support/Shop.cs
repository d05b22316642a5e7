using System.Text;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Gerai.Tests.Support;

/// <summary>A merchant's server that listens for notifications and answers as a test tells it to.</summary>
internal sealed class Shop : IAsyncDisposable
{
    // Generous, because a busy machine is slow; a notification that comes at all comes in milliseconds.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly WebApplication app;
    private readonly Channel<ReceivedNotification> received = Channel.CreateUnbounded<ReceivedNotification>();

    private Shop(WebApplication app) => this.app = app;

    public string NotifyUrl => app.Urls.First() + "/notify";

    /// <summary>
    /// The status to answer with, from the path and the notification; 200 unless a test says otherwise.
    /// </summary>
    public Func<ReceivedNotification, Task<int>> Answers { get; set; } = _ => Task.FromResult(StatusCodes.Status200OK);

    public static async Task<Shop> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var shop = new Shop(builder.Build());
        shop.app.Map("/{**path}", shop.ReceiveAsync);
        await shop.app.StartAsync();
        return shop;
    }

    /// <summary>The next notification that arrives, in the order they came.</summary>
    public async Task<ReceivedNotification> NextAsync()
    {
        using var limit = new CancellationTokenSource(Patience);
        return await received.Reader.ReadAsync(limit.Token);
    }

    /// <summary>The next notification that tells this state; others before it are passed over.</summary>
    public async Task<ReceivedNotification> NextAsync(string transactionStatus)
    {
        while (true)
        {
            if (await NextAsync() is var next && next["transaction_status"] == transactionStatus)
            {
                return next;
            }
        }
    }

    /// <summary>Whether something has arrived that no test has looked at yet.</summary>
    public bool HasMore => received.Reader.TryPeek(out _);

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task ReceiveAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        var notification = new ReceivedNotification(
            context.Request.Path,
            await reader.ReadToEndAsync(),
            context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString()));
        var status = await Answers(notification);
        await received.Writer.WriteAsync(notification);
        context.Response.StatusCode = status;
    }
}
