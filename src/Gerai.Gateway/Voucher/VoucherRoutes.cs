using Gerai.Merchants;
using Gerai.Pages;
using Gerai.Payments;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Gerai.Voucher;

/// <summary>
/// The door for customers: <c>/voucher/{token}</c>. Whatever is wrong with a token, the answer is the same page, so
/// that nobody learns how close a guess was.
/// </summary>
internal sealed class VoucherRoutes(
    VoucherTokens tokens,
    PaymentProcessor processor,
    MerchantAccounts merchants,
    VoucherEvents events,
    Leads leads,
    Page page,
    TimeProvider time,
    ILogger<VoucherRoutes> log)
{
    public void Map(IEndpointRouteBuilder app)
    {
        string[] looking = [HttpMethods.Get, HttpMethods.Head];
        app.MapMethods("/voucher/{token}", looking, ShowAsync);
        app.MapGet("/voucher/{token}/events", StreamAsync);
        app.MapMethods("/voucher/{**rest}", looking, MissingAsync);
        app.Map("/voucher/{**rest}", RefuseMethod);
    }

    private async Task ShowAsync(HttpContext context)
    {
        try
        {
            await TryShowAsync(context);
        }
        catch (Exception broken) when (!context.RequestAborted.IsCancellationRequested && !context.Response.HasStarted)
        {
            // The edge: the one place that turns a failure of ours into an answer.
            log.LogError(broken, "A voucher could not be shown and was answered 500");
            Page.AddHeaders(context.Response);
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
        }
    }

    private async Task TryShowAsync(HttpContext context)
    {
        var cancel = context.RequestAborted;
        var token = Token(context);
        if (!tokens.TryRead(token, out var id) || await processor.FindAsync(id, cancel) is not { } payment)
        {
            await MissingAsync(context);
            return;
        }

        var merchant = await merchants.FindAsync(payment.Merchant, cancel);
        var view = new VoucherView(payment, merchant?.Name ?? payment.Merchant.Number, token, time.GetUtcNow())
        {
            Lead = leads.Of(merchant?.Redirects ?? RedirectUrls.None, payment),
        };
        await page.SendAsync<VoucherPage>(context, StatusCodes.Status200OK, new()
        {
            [nameof(VoucherPage.Language)] = PageLanguage.Of(context.Request),
            [nameof(VoucherPage.View)] = view,
        });
    }

    private async Task StreamAsync(HttpContext context)
    {
        // A payment that is not in these books must not look like one to which nothing happens.
        if (tokens.TryRead(Token(context), out var id)
            && await processor.FindAsync(id, context.RequestAborted) is not null)
        {
            await events.SendAsync(context, id);
            return;
        }

        await MissingAsync(context);
    }

    private Task MissingAsync(HttpContext context) => page.SendAsync<MissingPage>(
        context,
        StatusCodes.Status404NotFound,
        new() { [nameof(MissingPage.Language)] = PageLanguage.Of(context.Request) });

    // Before anybody looks at the token, so that it is the same for each.
    private static Task RefuseMethod(HttpContext context)
    {
        Page.AddHeaders(context.Response);
        context.Response.Headers.Allow = "GET, HEAD";
        context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
        return Task.CompletedTask;
    }

    private static string Token(HttpContext context) => (string)context.GetRouteValue("token")!;
}
