using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Gerai.Dashboard.Account;

/// <summary>
/// Asks for each open page, again and again, whether its session is still one and its person may still what they might
/// at first. If not, the page loads anew, which closes its line and leads to the sign-in.
/// </summary>
internal sealed class OpenPages(ILoggerFactory logs, Sessions sessions, IHostApplicationLifetime lifetime)
    : RevalidatingServerAuthenticationStateProvider(logs)
{
    // How much longer than the fifteen minutes a forgotten page may stay open; each look is three short reads.
    protected override TimeSpan RevalidationInterval => TimeSpan.FromSeconds(15);

    protected override async Task<bool> ValidateAuthenticationStateAsync(
        AuthenticationState authenticationState, CancellationToken cancellationToken)
    {
        // A page that lost its line outlives the gateway; nobody looks at it, and the books may be closed already.
        if (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            return true;
        }

        var seen = authenticationState.User;
        return await sessions.FollowAsync(seen, isAtWork: false, cancellationToken) is { } now
            && seen.Claims.Select(claim => (claim.Type, claim.Value))
                .SequenceEqual(now.Claims.Select(claim => (claim.Type, claim.Value)));
    }
}
