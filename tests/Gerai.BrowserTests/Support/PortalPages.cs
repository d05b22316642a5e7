using System.Reflection;
using Gerai.Dashboard;
using Gerai.People;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components;

namespace Gerai.BrowserTests.Support;

/// <summary>A page of the portal, as its component says: the address and who may see it.</summary>
/// <param name="Template">Such as <c>/portal/transactions/{id}</c>.</param>
/// <param name="Policy">A permission, or that it is for who runs the gateway; nothing when it is for all.</param>
internal sealed record PortalPageRoute(string Template, string? Policy)
{
    public bool IsOfOperator => Policy == Portal.OperatorPolicy;

    public bool IsFor(Role role) => !IsOfOperator && (Policy is null || role.May(Enum.Parse<Permission>(Policy)));
}

/// <summary>The pages of the portal, found at its components, and where a walk through all of them looks.</summary>
internal static class PortalPages
{
    // The plain forms of the account are no components with an address.
    public static readonly string[] Forms =
        ["/portal/account", "/portal/account/password", "/portal/account/authenticator", "/portal/account/passkeys"];

    // What stands in an address instead of a name in braces, for a page of one thing; the names are the estate's.
    private static readonly Dictionary<string, string> Asked = new()
    {
        ["/portal/transactions/{id}"] = "/portal/transactions/{settled}",
    };

    public static IReadOnlyList<PortalPageRoute> All { get; } =
    [
        .. typeof(Portal).Assembly.GetTypes()
            .SelectMany(type => type.GetCustomAttributes<RouteAttribute>().Select(route => new PortalPageRoute(
                route.Template,
                type.GetCustomAttributes<AuthorizeAttribute>()
                    .Select(rule => rule.Policy)
                    .SingleOrDefault(policy => policy is not null))))
            .OrderBy(page => page.Template, StringComparer.Ordinal),
    ];

    /// <summary>Where to find a page, in the words of an estate.</summary>
    public static string Address(PortalPageRoute page)
    {
        var address = Asked.GetValueOrDefault(page.Template, page.Template);
        Assert.True(
            address != page.Template || !address.Contains('{', StringComparison.Ordinal),
            $"{page.Template} has no row in PortalPages: say which id of a merchant its address is asked with.");
        return address;
    }

    public static string Filled(string address, IReadOnlyDictionary<string, string> ids) => ids.Aggregate(
        address, (filled, id) => filled.Replace($"{{{id.Key}}}", id.Value, StringComparison.Ordinal));
}
