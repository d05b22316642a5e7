using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Gerai.CoreApi;

/// <summary>
/// The headers by which one charge chooses where it is told (protocol 1.43 to 1.48). Old clients send them empty, or
/// many times over.
/// </summary>
internal static class NotifyHeaders
{
    private const int CountMax = 3;
    private const int LengthMax = 2_000;

    public static IReadOnlyList<string> Append(IHeaderDictionary headers) => Read(headers["X-Append-Notification"]);

    public static IReadOnlyList<string> Override(IHeaderDictionary headers) => Read(headers["X-Override-Notification"]);

    private static List<string> Read(StringValues lines) =>
        [.. lines
            .SelectMany(line => (line ?? "").Split(
                ',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            .Distinct(StringComparer.Ordinal)
            .Where(IsAddress)
            .Take(CountMax)];

    private static bool IsAddress(string text) =>
        text.Length <= LengthMax
        && Uri.TryCreate(text, UriKind.Absolute, out var address)
        && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps);
}
