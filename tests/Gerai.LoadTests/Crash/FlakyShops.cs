using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Gerai.LoadTests.Crash;

/// <summary>
/// Servers of several shops that fail at random. What they do follows from the event and the number of the attempt, so
/// an attempt that is made twice, because a kill came between, meets the same both times.
/// </summary>
internal sealed class FlakyShops : IAsyncDisposable
{
    /// <summary>The connection was closed without an answer.</summary>
    public const int Dropped = 0;

    // In percent of all attempts; the rest is answered 200.
    private static readonly (int Status, int Percent)[] Failures =
        [(500, 4), (503, 4), (404, 3), (401, 3), (302, 1), (Dropped, 2)];

    private readonly WebApplication app;
    private readonly ConcurrentDictionary<(string Event, int Attempt), int> calls = new();

    private FlakyShops(WebApplication app) => this.app = app;

    public IReadOnlyList<string> Addresses => [.. app.Urls.Select(url => url + "/notify")];

    /// <summary>How often each attempt at each event was made.</summary>
    public IReadOnlyDictionary<(string Event, int Attempt), int> Calls => calls;

    public static async Task<FlakyShops> StartAsync(int count)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls([.. Enumerable.Repeat("http://127.0.0.1:0", count)]);
        var shops = new FlakyShops(builder.Build());
        shops.app.Run(shops.ReceiveAsync);
        await shops.app.StartAsync();
        return shops;
    }

    /// <summary>What this attempt meets, whoever asks.</summary>
    public static int AnswerTo(string eventId, int attempt)
    {
        var drawn = Fraction(eventId, attempt) * 100;
        foreach (var (status, percent) in Failures)
        {
            if (drawn < percent)
            {
                return status;
            }

            drawn -= percent;
        }

        return StatusCodes.Status200OK;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    // The same in every process, unlike the hash of a string.
    private static double Fraction(string eventId, int attempt)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{eventId}/{attempt}");
        return BitConverter.ToUInt32(SHA256.HashData(Encoding.UTF8.GetBytes(text))) / (uint.MaxValue + 1.0);
    }

    private async Task ReceiveAsync(HttpContext context)
    {
        await context.Request.Body.CopyToAsync(Stream.Null);
        var eventId = context.Request.Headers["webhook-id"].ToString();
        var attempt = int.Parse(context.Request.Headers["X-Gerai-Attempt"]!, CultureInfo.InvariantCulture);
        calls.AddOrUpdate((eventId, attempt), 1, (_, times) => times + 1);
        switch (AnswerTo(eventId, attempt))
        {
            case Dropped:
                context.Abort();
                break;
            case var status:
                context.Response.StatusCode = status;
                break;
        }
    }
}
