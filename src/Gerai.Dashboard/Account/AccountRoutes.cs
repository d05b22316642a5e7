using Gerai.Dashboard.Frame;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Gerai.Dashboard.Account;

/// <summary>
/// The pages that make and change a sign-in. They are plain forms, since only an answer can set a cookie, and a page
/// over a line has answered long ago.
/// </summary>
internal static class AccountRoutes
{
    public const string Account = "/portal/account";
    public const string SignIn = "/portal/account/sign-in";
    public const string Code = "/portal/account/code";
    public const string SignOut = "/portal/account/sign-out";
    public const string Invitation = "/portal/account/invitation";
    public const string Password = "/portal/account/password";
    public const string Authenticator = "/portal/account/authenticator";
    public const string RecoveryCodes = "/portal/account/recovery-codes";
    public const string Passkeys = "/portal/account/passkeys";
    public const string KeepPasskey = "/portal/account/passkeys/keep";
    public const string RenamePasskey = "/portal/account/passkeys/rename";
    public const string RemovePasskey = "/portal/account/passkeys/remove";

    /// <summary>What to ask passkeys at the sign-in, as JSON for the page's script.</summary>
    public const string PasskeyQuestion = "/portal/account/sign-in/passkey-question";
    public const string SignInWithPasskey = "/portal/account/sign-in/passkey";
    public const string EndSession = "/portal/account/end-session";
    public const string Merchant = "/portal/account/merchant";

    /// <summary>Where an open page tells that somebody is at work; portal.js knows the address too.</summary>
    public const string AtWork = "/portal/account/at-work";

    public static void Map(IEndpointRouteBuilder portal)
    {
        portal.MapGet(SignIn, On<SignInPages>((pages, context) => pages.ShowAsync(context))).AllowAnonymous();
        portal.MapPost(SignIn, Form<SignInPages>(
                (pages, context) => pages.CheckPasswordAsync(context),
                (pages, context) => pages.ShowAgainAsync(context)))
            .AllowAnonymous();
        portal.MapGet(PasskeyQuestion, On<PasskeyPages>((pages, context) => pages.AskAsync(context))).AllowAnonymous();
        portal.MapPost(SignInWithPasskey, Form<SignInPages>((pages, context) => pages.CheckPasskeyAsync(context)))
            .AllowAnonymous();
        portal.MapPost(Code, Form<SignInPages>((pages, context) => pages.CheckCodeAsync(context))).AllowAnonymous();
        portal.MapPost(SignOut, Form<SignInPages>((pages, context) => pages.SignOutAsync(context))).AllowAnonymous();
        portal.MapGet(Invitation, On<InvitationPages>((pages, context) => pages.ShowAsync(context))).AllowAnonymous();
        portal.MapPost(Invitation, Form<InvitationPages>(
                (pages, context) => pages.AcceptAsync(context),
                (pages, context) => pages.ShowAgainAsync(context)))
            .AllowAnonymous();
        portal.MapGet(Preferences.Path, Preferences.KeepAsync).AllowAnonymous();

        portal.MapGet(Account, On<AccountPages>((pages, context) => pages.ShowAsync(context)));
        portal.MapPost(EndSession, Form<AccountPages>((pages, context) => pages.EndSessionAsync(context)));
        portal.MapPost(Merchant, Form<AccountPages>((pages, context) => pages.ChooseMerchantAsync(context)));
        portal.MapGet(Password, On<AccountPages>((pages, context) => pages.ShowPasswordAsync(context)));
        portal.MapPost(Password, Form<AccountPages>((pages, context) => pages.ChangePasswordAsync(context)));
        portal.MapGet(Authenticator, On<AuthenticatorPages>((pages, context) => pages.ShowAsync(context)));
        portal.MapPost(Authenticator, Form<AuthenticatorPages>((pages, context) => pages.SwitchOnAsync(context)));
        portal.MapPost(RecoveryCodes, Form<AuthenticatorPages>((pages, context) => pages.ChangeAsync(context)));
        portal.MapGet(Passkeys, On<PasskeyPages>((pages, context) => pages.ShowAsync(context)));
        portal.MapPost(Passkeys, Form<PasskeyPages>((pages, context) => pages.OfferAsync(context)));
        portal.MapPost(KeepPasskey, Form<PasskeyPages>((pages, context) => pages.KeepAsync(context)));
        portal.MapPost(RenamePasskey, Form<PasskeyPages>((pages, context) => pages.RenameAsync(context)));
        portal.MapGet(RemovePasskey, On<PasskeyPages>((pages, context) => pages.ShowRemoveAsync(context)));
        portal.MapPost(RemovePasskey, Form<PasskeyPages>((pages, context) => pages.RemoveAsync(context)));

        // It changes nothing but when the sender's own session ends, so it needs no proof.
        portal.MapPost(AtWork, context =>
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return Task.CompletedTask;
        });
    }

    private static RequestDelegate On<TPages>(Func<TPages, HttpContext, Task> answer)
        where TPages : notnull =>
        context => answer(context.RequestServices.GetRequiredService<TPages>(), context);

    private static RequestDelegate Form<TPages>(
        Func<TPages, HttpContext, Task> answer, Func<TPages, HttpContext, Task>? again = null)
        where TPages : notnull => AccountForm.Proved(On(answer), again is null ? null : On(again));
}
