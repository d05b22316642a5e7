using System.Globalization;
using System.Net;
using System.Text;
using Gerai.CoreApi;
using Gerai.Values;
using Gerai.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Gerai.Testing;

/// <summary>
/// Stands before the gateway's own doors: keeps what is sent to the inbox, and makes the trouble that a test has
/// ordered. It strikes at the Core API only: a test that pays at a till, looks at a voucher or asks for events means
/// the shop, and what it does there must not use the trouble up.
/// </summary>
internal sealed class TroubledDoor(SandboxTrouble trouble, NotificationInbox inbox, RandomSource random)
    : IStartupFilter
{
    private const string CoreApi = "/v2";

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(HandleAsync);
        next(app);
    };

    private async Task HandleAsync(HttpContext context, RequestDelegate next)
    {
        var path = context.Request.Path;
        if (path == NotificationInbox.Path)
        {
            await inbox.ReceiveAsync(context);
            return;
        }

        if (!path.StartsWithSegments(CoreApi, StringComparison.Ordinal) || trouble.For(path) is not { } met)
        {
            await next(context);
            return;
        }

        // Abort resets the connection. An orderly end would not do: on a connection it has kept from before, a client
        // repeats the request in silence, and nobody would see the trouble.
        switch (met.Fault)
        {
            case AnswerFault.Error:
                await AnswerAsync(context, met);
                break;
            case AnswerFault.Closed:
                context.Abort();
                break;
            case AnswerFault.AnswerLost:
                context.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(Stream.Null));
                await next(context);
                context.Abort();
                break;
            case AnswerFault.Hanging:
                await HangAsync(context, met.InEffect.Ended);
                context.Abort();
                break;
        }
    }

    private Task AnswerAsync(HttpContext context, AnswerTrouble met)
    {
        if (met.RetryAfter is { } wait)
        {
            context.Response.Headers.RetryAfter =
                ((long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        }

        var reply = met.Status switch
        {
            HttpStatusCode.TooManyRequests => new Reply((int)met.Status, TooManyRequests(), IsSuccess: false),
            HttpStatusCode.InternalServerError => Reply.No(Responses.Broken, random),
            _ => Reply.No(
                new Refusal((int)met.Status, (int)met.Status, "Trouble ordered by a test."), random),
        };
        return reply.SendAsync(context.Response, context.RequestAborted);
    }

    private static async Task HangAsync(HttpContext context, CancellationToken ended)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, ended);

        // It waits for no time: a gateway that never answers is over when the caller hangs up or the test ends it.
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, either.Token)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    // Documented without status_code (protocol 1.58).
    private static byte[] TooManyRequests() => Encoding.UTF8.GetBytes("""{"message":"API rate limit exceeded"}""");
}
