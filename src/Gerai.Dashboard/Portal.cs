using Gerai.Dashboard.Account;
using Gerai.Dashboard.Frame;
using Gerai.Dashboard.Operators;
using Gerai.Dashboard.Transactions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MudBlazor.Services;

namespace Gerai.Dashboard;

/// <summary>
/// The merchant portal as the annex of a gateway: the door for people, on the same port. Everything they see lies under
/// <c>/portal</c>.
/// </summary>
/// <example><code>await GatewayApp.StartAsync(options, Portal.Annex, cancel);</code></example>
internal static class Portal
{
    public const string Home = "/portal";

    /// <summary>Where who runs the gateway and works for no merchant comes to.</summary>
    public const string OperatorHome = "/portal/operator/health";

    /// <summary>For pages of who runs the gateway. Pages of a merchant name a permission instead.</summary>
    public const string OperatorPolicy = "Operator";

    // A page that lost its line is kept for a while, so that a lift or a tunnel costs nobody a half-filled form; but
    // only so many, because each holds memory and anybody with an account can open more.
    private const int LostPagesMax = 50;
    private static readonly TimeSpan LostPagesKept = TimeSpan.FromMinutes(2);

    // A page's screens that the browser has not yet confirmed; a browser that falls further behind must catch up first.
    private const int UnconfirmedScreensMax = 10;

    // What a browser may say at once: a form with a long text in it, but no file.
    private const int MessageBytesMax = 64 * 1024;

    // The framework adds these two to every request of a program that has sign-in, unless it finds them there already.
    // A charge has no cookies to read, so they stand in the portal's own branch only.
    private static readonly string[] AddedToEveryRequest =
        ["__AuthenticationMiddlewareSet", "__AuthorizationMiddlewareSet"];

    public static GatewayAnnex Annex => new() { Furnish = Furnish, Map = Map };

    public static void Furnish(WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddRazorComponents()
            .AddInteractiveServerComponents(circuits =>
            {
                circuits.DisconnectedCircuitMaxRetained = LostPagesMax;
                circuits.DisconnectedCircuitRetentionPeriod = LostPagesKept;
                circuits.MaxBufferedUnacknowledgedRenderBatches = UnconfirmedScreensMax;
            })
            .AddHubOptions(hub => hub.MaximumReceiveMessageSize = MessageBytesMax);
        services.AddMudServices();
        services.AddCascadingAuthenticationState();
        AccountServices.Add(services);
        services.AddSingleton<TransactionActs>();
        services.AddSingleton<TransactionExport>();
        services.AddSingleton<TransactionRecords>();
        services.AddSingleton<LetterActs>();

        // The books seal these keys by themselves, which the framework cannot know. And that it makes a page's answer
        // even less to be kept, or that a stranger's form has no proof, is no news to an operator.
        builder.Logging
            .AddFilter("Microsoft.AspNetCore.DataProtection.KeyManagement.XmlKeyManager", LogLevel.Error)
            .AddFilter("Microsoft.AspNetCore.Antiforgery", LogLevel.Error);
    }

    public static void Map(WebApplication app)
    {
        foreach (var name in AddedToEveryRequest)
        {
            ((IApplicationBuilder)app).Properties[name] = true;
        }

        app.UseWhen(IsOfPortal, branch => branch
            .UseMiddleware<PortalHeaders>()
            .UseExceptionHandler(new ExceptionHandlerOptions { ExceptionHandler = PlainPages.BrokenAsync })
            .UseAuthentication()
            .UseAuthorization()
            .UseAntiforgery()
            .Use(PageOfOneAttribute.AnswerAsync));
        PortalAssets.Map(app);

        // Who is not signed in sees nothing but what says of itself that it is for everybody.
        var plain = app.MapGroup("").WithMetadata(new PortalPart()).RequireAuthorization();
        AccountRoutes.Map(plain);
        TransactionExport.Map(plain);
        plain.MapGet("/portal/{**rest}", PlainPages.MissingAsync);
        app.MapRazorComponents<App>()
            .AddInteractiveServerRenderMode(pages => pages.ContentSecurityFrameAncestorsPolicy = null)
            .WithMetadata(new PortalPart())
            .RequireAuthorization();
    }

    private static bool IsOfPortal(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<PortalPart>() is not null;

    /// <summary>Marks an endpoint of the portal, whose requests take the portal's way.</summary>
    private sealed class PortalPart;
}
