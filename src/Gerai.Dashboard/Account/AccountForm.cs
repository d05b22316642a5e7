using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Gerai.Dashboard.Frame;

namespace Gerai.Dashboard.Account;

/// <summary>
/// A form that was sent: small, and with the proof that it stood on a page of ours. Each page of the account has one.
/// </summary>
internal static class AccountForm
{
    public const string ProofField = "proof";

    private const int BytesMax = 16_000;

    /// <summary>The proof to put into a form of the page that answers this request.</summary>
    public static string Proof(HttpContext context) =>
        context.RequestServices.GetRequiredService<IAntiforgery>().GetAndStoreTokens(context).RequestToken!;

    /// <summary>Lets only forms with a proof through.</summary>
    public static RequestDelegate Proved(RequestDelegate next) => async context =>
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = BytesMax;
        }

        var proofs = context.RequestServices.GetRequiredService<IAntiforgery>();
        if (context.Request.HasFormContentType && await proofs.IsRequestValidAsync(context))
        {
            await next(context);
            return;
        }

        await PlainPages.StaleFormAsync(context);
    };

    /// <summary>A field of the form, empty when it is not there.</summary>
    public static string Field(HttpContext context, string name) => context.Request.Form[name].ToString();
}
