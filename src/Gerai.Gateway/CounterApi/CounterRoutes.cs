using Gerai.Merchants;
using Gerai.Payments;
using Gerai.Stores;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Gerai.CounterApi;

/// <summary>The list of what store networks can call; docs/counter-api.md describes it for them.</summary>
internal static class CounterRoutes
{
    public static void Map(IEndpointRouteBuilder app)
    {
        Post(app, "/counter/v1/inquiries", (call, services, cancel) => Inquire.HandleAsync(
            call, services.GetRequiredService<PaymentProcessor>(), cancel));
        Post(app, "/counter/v1/payments", (call, services, cancel) => Pay.HandleAsync(
            call,
            services.GetRequiredService<PaymentProcessor>(),
            services.GetRequiredService<MerchantAccounts>(),
            cancel));
        Post(app, "/counter/v1/advices", (call, services, cancel) => Advise.HandleAsync(
            call,
            services.GetRequiredService<CounterDesk>(),
            services.GetRequiredService<MerchantAccounts>(),
            cancel));
        Post(app, "/counter/v1/reversals", (call, services, cancel) => Reverse.HandleAsync(
            call, services.GetRequiredService<CounterDesk>(), cancel));

        // A terminal reads JSON only, so also the wrong path must not end in a page of the framework.
        app.Map("/counter/{**rest}", http => SayAsync(http, CounterResponses.NoSuchOperation));
    }

    private static void Post(
        IEndpointRouteBuilder app,
        string path,
        Func<CounterCall, IServiceProvider, CancellationToken, Task<CounterReply>> operation)
    {
        app.MapPost(path, http => ServeAsync(http, operation));
        app.Map(path, http => SayAsync(http, CounterResponses.MethodNotAllowed));
    }

    private static async Task ServeAsync(
        HttpContext http, Func<CounterCall, IServiceProvider, CancellationToken, Task<CounterReply>> operation)
    {
        CounterReply reply;
        try
        {
            reply = await AnswerAsync(http, operation);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // Nobody listens any more. The terminal will repeat its request.
            return;
        }
        catch (BadHttpRequestException)
        {
            reply = CounterResponses.Malformed("The body did not arrive whole.");
        }
        catch (Exception broken)
        {
            // The edge: whatever broke, a repeat is harmless, and the terminal must know that it may.
            http.RequestServices.GetRequiredService<ILoggerFactory>()
                .CreateLogger("Gerai.CounterApi")
                .LogError(broken, "A request of a store network to {Path} failed", http.Request.Path);
            reply = CounterResponses.TryAgain;
        }

        await SayAsync(http, reply);
    }

    private static async Task<CounterReply> AnswerAsync(
        HttpContext http, Func<CounterCall, IServiceProvider, CancellationToken, Task<CounterReply>> operation)
    {
        var services = http.RequestServices;
        var authentication = new NetworkAuthentication(
            services.GetRequiredService<IStoreNetworkRepository>(),
            services.GetRequiredService<CounterOptions>(),
            services.GetRequiredService<TimeProvider>());
        var (call, refusal) = await authentication.AuthenticateAsync(http.Request, http.RequestAborted);
        return call is null ? refusal! : await operation(call, services, http.RequestAborted);
    }

    private static Task SayAsync(HttpContext http, CounterReply reply)
    {
        http.RequestServices.GetRequiredService<CounterMetrics>().Note(reply);
        return reply.SendAsync(http.Response, http.RequestAborted);
    }
}
