using System.Collections.Frozen;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Gerai.Pages;

/// <summary>
/// Style and script of the pages, kept in the assembly. An address has a part of the content's hash, so browsers may
/// keep what they found there for good.
/// </summary>
internal static class PageAssets
{
    private const string Prefix = "asset/";

    private static readonly FrozenDictionary<string, Asset> All = typeof(PageAssets).Assembly
        .GetManifestResourceNames()
        .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
        .Select(Load)
        .ToFrozenDictionary(asset => asset.Name, StringComparer.Ordinal);

    /// <summary>Where a browser finds it; a name that does not exist is a bug and throws.</summary>
    public static string Address(string name) => $"/assets/{name}?{All[name].Hash}";

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapMethods("/assets/{name}", [HttpMethods.Get, HttpMethods.Head], HandleAsync);

    private static async Task HandleAsync(HttpContext context)
    {
        var response = context.Response;
        response.Headers.XContentTypeOptions = "nosniff";
        if (context.GetRouteValue("name") is not string name || !All.TryGetValue(name, out var asset))
        {
            response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        // While nodes are renewed, an old one may be asked for the new content; what it has must not be kept as that.
        response.Headers.CacheControl = context.Request.QueryString.Value == $"?{asset.Hash}"
            ? "public, max-age=31536000, immutable"
            : "no-cache";
        response.Headers.ETag = asset.Tag;
        if (context.Request.Headers.IfNoneMatch == asset.Tag)
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        response.ContentType = asset.ContentType;
        response.ContentLength = asset.Content.Length;
        if (HttpMethods.IsGet(context.Request.Method))
        {
            await response.Body.WriteAsync(asset.Content, context.RequestAborted);
        }
    }

    private static Asset Load(string resource)
    {
        using var stream = typeof(PageAssets).Assembly.GetManifestResourceStream(resource)!;
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return new Asset(resource[Prefix.Length..], content);
    }

    private sealed class Asset(string name, byte[] content)
    {
        public string Name => name;

        public byte[] Content => content;

        public string Hash { get; } = Convert.ToHexStringLower(SHA256.HashData(content))[..12];

        public string Tag => $"\"{Hash}\"";

        public string ContentType => name.EndsWith(".css", StringComparison.Ordinal)
            ? "text/css; charset=utf-8"
            : "text/javascript; charset=utf-8";
    }
}
