namespace Gerai.CoreApi;

/// <summary>An endpoint of the Core API: its method, what stands behind the identifier, and who answers.</summary>
internal sealed record CoreApiEndpoint(string Method, string Tail, Func<CoreApiCall, Task<Reply>> HandleAsync);

/// <summary>
/// Finds the endpoint and the identifier in a path as it was sent. Most clients paste the order id in raw, so
/// everything between <c>/v2/</c> and the longest tail that fits is the identifier, slashes included, and percent
/// escapes are decoded once (protocol 1.19). The framework's own routing can do neither.
/// </summary>
internal static class CoreApiPath
{
    private const string Root = "/v2/";

    // Without identifier.
    private static readonly CoreApiEndpoint[] Whole =
    [
        new("POST", "charge", Charge.HandleAsync),
        new("POST", "capture", NotForStores.HandleCaptureAsync),
    ];

    // The longest first.
    private static readonly CoreApiEndpoint[] Tails =
    [
        new("POST", "/refund/online/direct", NotForStores.HandleAsync),
        new("GET", "/status/b2b", NotForStores.HandleBusinessStatusAsync),
        new("POST", "/approve", NotForStores.HandleAsync),
        new("GET", "/status", Status.HandleAsync),
        new("POST", "/cancel", Cancel.HandleAsync),
        new("POST", "/expire", Expire.HandleAsync),
        new("POST", "/refund", NotForStores.HandleAsync),
        new("POST", "/deny", NotForStores.HandleAsync),
    ];

    /// <summary>Every endpoint, for tests that ask each.</summary>
    public static IEnumerable<CoreApiEndpoint> All => [.. Whole, .. Tails];

    public static (CoreApiEndpoint Endpoint, string Id)? Find(string rawTarget)
    {
        var path = PathOf(rawTarget);
        if (!path.StartsWith(Root, StringComparison.Ordinal))
        {
            return null;
        }

        var rest = path[Root.Length..];
        if (Array.Find(Whole, endpoint => rest == endpoint.Tail) is { } whole)
        {
            return (whole, "");
        }

        // An empty identifier is one that no transaction has (protocol 1.21): "/v2//status".
        return Array.Find(Tails, endpoint => rest.EndsWith(endpoint.Tail, StringComparison.Ordinal)) is { } found
            ? (found, Uri.UnescapeDataString(rest[..^found.Tail.Length]))
            : null;
    }

    // Without the query, and without scheme and host if a proxy left them in.
    private static string PathOf(string rawTarget)
    {
        var path = rawTarget.Split('?', 2)[0];
        var host = path.StartsWith('/') ? -1 : path.IndexOf("://", StringComparison.Ordinal);
        var start = host < 0 ? 0 : path.IndexOf('/', host + 3);
        return start < 0 ? "/" : path[start..];
    }
}
