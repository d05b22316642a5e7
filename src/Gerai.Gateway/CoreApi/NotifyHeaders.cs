using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Gerai.CoreApi;

/// <summary>
/// The headers by which one charge chooses where it is told (protocol 1.43 to 1.48). Old clients send them empty, or
/// many times over.
/// </summary>
internal static class NotifyHeaders
{
    private const int CountMax = 3;
    private const int LengthMax = 2_000;

    public static IReadOnlyList<string> Append(IHeaderDictionary headers, ILogger log) =>
        Read(headers, "X-Append-Notification", log);

    public static IReadOnlyList<string> Override(IHeaderDictionary headers, ILogger log) =>
        Read(headers, "X-Override-Notification", log);

    private static List<string> Read(IHeaderDictionary headers, string name, ILogger log)
    {
        var texts = headers[name]
            .SelectMany(line => (line ?? "").Split(
                ',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            .Distinct(StringComparer.Ordinal)
            .ToList();
        var addresses = texts.Where(IsAddress).ToList();
        if (addresses.Count < texts.Count)
        {
            // Counted, not quoted: what a merchant wrote by mistake may be a secret.
            log.LogWarning(
                "{Header} of a charge held {Count} texts that are no http address; they were dropped",
                name,
                texts.Count - addresses.Count);
        }

        return [.. addresses.Take(CountMax)];
    }

    private static bool IsAddress(string text) =>
        text.Length <= LengthMax
        && Uri.TryCreate(text, UriKind.Absolute, out var address)
        && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps);
}
