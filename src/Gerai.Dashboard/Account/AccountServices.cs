using Gerai.Dashboard.Frame;
using Gerai.People;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Gerai.Dashboard.Account;

/// <summary>Puts the sign-in together.</summary>
internal static class AccountServices
{
    private const string SessionCookie = "gerai-session";
    private const string ProofCookie = "gerai-proof";

    public static void Add(IServiceCollection services)
    {
        services.AddSingleton<AccountDesk>();
        services.AddSingleton<Sessions>();
        services.AddScoped<AuthenticationStateProvider, OpenPages>();
        services.AddSingleton<Passwords>();
        services.AddScoped<Credentials>();
        services.AddScoped<SignInPages>();
        services.AddScoped<InvitationPages>();
        services.AddScoped<AccountPages>();
        services.AddScoped<AuthenticatorPages>();
        services.AddSingleton<PasskeyQuestions>();
        services.AddScoped<IPasskeyHandler<Person>, PasskeyHandler<Person>>();
        services.Configure<IdentityPasskeyOptions>(Passkeys.Set);
        services.AddScoped<Passkeys>();
        services.AddScoped<PasskeyPages>();
        services.AddSingleton<InvitationPost>();
        PeopleIdentity.Add(services);
        AddProtection(services);
        services.AddAuthorization(rules =>
        {
            foreach (var permission in Enum.GetValues<Permission>())
            {
                rules.AddPolicy(permission.ToString(), rule => rule.RequireAssertion(
                    asked => Visit.Of(asked.User)?.May(permission) is true));
            }

            rules.AddPolicy(Portal.OperatorPolicy, rule => rule.RequireAssertion(
                asked => Visit.Of(asked.User) is { IsOperator: true }));
        });
        services.AddAuthentication(Sessions.Scheme).AddCookie(Sessions.Scheme, SetCookie);
    }

    private static void AddProtection(IServiceCollection services)
    {
        services.AddDataProtection().SetApplicationName("Gerai");
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(provider =>
            new ConfigureOptions<KeyManagementOptions>(keys =>
                keys.XmlRepository = provider.GetRequiredService<IXmlRepository>()));
        services.AddAntiforgery(proofs =>
        {
            proofs.FormFieldName = AccountForm.ProofField;
            proofs.Cookie.Name = ProofCookie;
            proofs.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            proofs.Cookie.SameSite = SameSiteMode.Strict;
        });
    }

    private static void SetCookie(CookieAuthenticationOptions options)
    {
        options.Cookie.Name = SessionCookie;
        options.Cookie.HttpOnly = true;
        options.Cookie.SameSite = SameSiteMode.Lax;
        options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        options.CookieManager = new HostCookies();
        options.LoginPath = AccountRoutes.SignIn;
        options.ReturnUrlParameter = ReturnAddress.Parameter;

        // The session in the books decides, also that it was idle for too long; a cookie only must not outlive it much.
        options.ExpireTimeSpan = PersonSession.LifeMax;
        options.SlidingExpiration = false;
        options.Events.OnValidatePrincipal = FollowAsync;
        options.Events.OnRedirectToLogin = AskToSignInAsync;
        options.Events.OnRedirectToAccessDenied = refused => PlainPages.ForbiddenAsync(refused.HttpContext);
    }

    private static async Task FollowAsync(CookieValidatePrincipalContext context)
    {
        var request = context.Request;
        var sessions = context.HttpContext.RequestServices.GetRequiredService<Sessions>();
        var isAtWork = !request.Path.StartsWithSegments("/_blazor", StringComparison.Ordinal);
        var user = await sessions.FollowAsync(context.Principal!, isAtWork, context.HttpContext.RequestAborted);
        if (user is null)
        {
            context.RejectPrincipal();
            return;
        }

        context.ReplacePrincipal(user);
    }

    // A person is led to the sign-in and back; whose form comes too late is told so, and a page's own script hears 401.
    private static Task AskToSignInAsync(RedirectContext<CookieAuthenticationOptions> context)
    {
        var request = context.Request;
        var isOfPortal = request.Path.StartsWithSegments(Portal.Home, StringComparison.Ordinal);
        if (HttpMethods.IsGet(request.Method) && isOfPortal)
        {
            context.Response.Redirect(SignInFor(context, request.Path + request.QueryString));
        }
        else if (isOfPortal && request.Path != AccountRoutes.AtWork)
        {
            return PlainPages.SessionOverAsync(
                context.HttpContext, SignInFor(context, AccountDesk.PageOf(request.Path)));
        }
        else
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        }

        return Task.CompletedTask;
    }

    // Who brings the cookie of a session that is over is told so, once.
    private static string SignInFor(RedirectContext<CookieAuthenticationOptions> context, string back)
    {
        var cookies = context.Options.CookieManager;
        var isOver = cookies.GetRequestCookie(context.HttpContext, SessionCookie) is not null;
        if (isOver)
        {
            cookies.DeleteCookie(
                context.HttpContext, SessionCookie, context.Options.Cookie.Build(context.HttpContext));
        }

        return $"{AccountRoutes.SignIn}?{(isOver ? SignInPages.OverParameter + "=yes&" : "")}"
            + $"{ReturnAddress.Parameter}={Uri.EscapeDataString(back)}";
    }
}
