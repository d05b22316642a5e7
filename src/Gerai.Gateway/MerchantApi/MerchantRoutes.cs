using Gerai.Merchants;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Gerai.MerchantApi;

/// <summary>
/// The list of what a merchant's developer can ask beside the Core API; docs/notifications.md describes it for them.
/// </summary>
internal static class MerchantRoutes
{
    public static void Map(IEndpointRouteBuilder app)
    {
        On(app, "GET", "/gerai/v1/events", async call => await ListEvents.HandleAsync(call));
        On(app, "GET", "/gerai/v1/events/{id}", async call => await ShowEvent.HandleAsync(call, IdOf(call)));
        On(app, "GET", "/gerai/v1/events/stream", StreamEvents.HandleAsync);
        On(app, "POST", "/gerai/v1/events/resend", async call => await ResendEvents.HandleFailedAsync(call));
        On(app, "POST", "/gerai/v1/events/{id}/resend", async call =>
            await ResendEvents.HandleOneAsync(call, IdOf(call)));
        On(app, "POST", "/gerai/v1/events/{id}/forwards", async call =>
            await RecordForward.HandleAsync(call, IdOf(call)));
        app.Map("/gerai/v1/{**rest}", http => SayAsync(http, MerchantReply.NoSuchOperation));
    }

    private static string IdOf(MerchantCall call) => (string)call.Http.GetRouteValue("id")!;

    // An operation that has answered for itself, as a stream does, returns nothing.
    private static void On(
        IEndpointRouteBuilder app, string method, string path, Func<MerchantCall, Task<MerchantReply?>> operation)
    {
        app.MapMethods(path, [method], http => ServeAsync(http, operation));
        app.Map(path, http =>
        {
            http.Response.Headers.Allow = method;
            return SayAsync(http, MerchantReply.MethodNotAllowed);
        });
    }

    private static async Task ServeAsync(HttpContext http, Func<MerchantCall, Task<MerchantReply?>> operation)
    {
        MerchantReply? reply;
        try
        {
            reply = await AnswerAsync(http, operation);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // Nobody listens any more.
            return;
        }
        catch (BadHttpRequestException)
        {
            reply = MerchantReply.Malformed("The body did not arrive whole.");
        }
        catch (Exception broken) when (!http.Response.HasStarted)
        {
            // The edge: the one place that turns a failure of ours into an answer.
            http.RequestServices.GetRequiredService<ILoggerFactory>()
                .CreateLogger("Gerai.MerchantApi")
                .LogError(broken, "A request of a merchant to {Path} failed", http.Request.Path);
            reply = MerchantReply.Broken;
        }

        if (reply is not null)
        {
            await SayAsync(http, reply);
        }
    }

    private static async Task<MerchantReply?> AnswerAsync(
        HttpContext http, Func<MerchantCall, Task<MerchantReply?>> operation)
    {
        var authorization = http.Request.Headers.Authorization.ToString();
        var authentication = http.RequestServices.GetRequiredService<MerchantAuthentication>();
        var from = http.Connection.RemoteIpAddress;
        if (await authentication.AuthenticateAsync(authorization, from, http.RequestAborted)
            is not var (merchant, key))
        {
            return MerchantReply.UnknownKey;
        }

        return merchant.ClosedAt is not null
            ? MerchantReply.MerchantClosed
            : await operation(new MerchantCall(http, merchant, key));
    }

    private static Task SayAsync(HttpContext http, MerchantReply reply) =>
        reply.SendAsync(http.Response, http.RequestAborted);
}
