using Gerai.CoreApi;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Gerai.Tests.Tenants;

/// <summary>The endpoints of a running gateway, as they are mapped, named by method and pattern.</summary>
internal static class Endpoints
{
    // Style, scripts and pictures of ours are the same for everybody.
    private static readonly string[] Assets = ["/_content/", "/_framework/", "/assets/"];

    public static IReadOnlyList<string> Of(IServiceProvider gateway) =>
    [
        .. gateway.GetRequiredService<EndpointDataSource>().Endpoints
            .OfType<RouteEndpoint>()
            .Select(Name)
            .Where(name => !Assets.Any(start => name.Split(' ')[1].StartsWith(start, StringComparison.Ordinal)))
            .Concat(CoreApiPath.All.Select(one => one.Tail.StartsWith('/')
                ? $"{one.Method} /v2/{{id}}{one.Tail}"
                : $"{one.Method} /v2/{one.Tail}"))
            .Distinct(),
    ];

    private static string Name(RouteEndpoint endpoint)
    {
        var methods = endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? [];
        var pattern = "/" + endpoint.RoutePattern.RawText!.Trim('/');
        return (methods.Count == 0 ? "*" : string.Join(',', methods)) + " " + pattern;
    }
}
