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
    /// <param name="next">Takes the form.</param>
    /// <param name="againAsync">
    /// Shows the form again with what was typed, where that is more than a password; else the visitor is led to it.
    /// </param>
    public static RequestDelegate Proved(RequestDelegate next, RequestDelegate? againAsync = null) => async context =>
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = BytesMax;
        }

        if (!await CanBeReadAsync(context))
        {
            await PlainPages.UnreadableFormAsync(context);
            return;
        }

        var proofs = context.RequestServices.GetRequiredService<IAntiforgery>();
        if (await proofs.IsRequestValidAsync(context))
        {
            await next(context);
        }
        else if (againAsync is not null)
        {
            await againAsync(context);
        }
        else
        {
            await PlainPages.StaleFormAsync(context, AccountDesk.PageOf(context.Request.Path));
        }
    };

    private static async Task<bool> CanBeReadAsync(HttpContext context)
    {
        try
        {
            return context.Request.HasFormContentType
                && await context.Request.ReadFormAsync(context.RequestAborted) is not null;
        }
        catch (Exception unreadable) when (unreadable is IOException or InvalidDataException)
        {
            // Too long, cut off, or not made as forms are.
            return false;
        }
    }

    /// <summary>
    /// A field of the form, empty when it is not there. A NUL is no letter, and PostgreSQL takes no text that has one.
    /// </summary>
    public static string Field(HttpContext context, string name) =>
        context.Request.Form[name].ToString() is var text && text.Contains('\0', StringComparison.Ordinal) ? "" : text;
}
