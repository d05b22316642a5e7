using System.Collections.Frozen;
using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Gerai.Dashboard;

/// <summary>
/// Scripts and styles of the portal, of MudBlazor and of Blazor, kept in the assembly and sent compressed. An address
/// has a part of the content's hash, so browsers may keep what they found there for good.
/// </summary>
internal static class PortalAssets
{
    private const string Prefix = "asset/";

    private static readonly FrozenDictionary<string, Asset> All = typeof(PortalAssets).Assembly
        .GetManifestResourceNames()
        .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
        .Select(name => new Asset(name[Prefix.Length..], Read(name)))
        .ToFrozenDictionary(asset => asset.Name, StringComparer.Ordinal);

    /// <summary>Where a browser finds it; a name that does not exist is a bug and throws.</summary>
    public static string Address(string name) => $"/{name}?{All[name].Hash}";

    public static void Map(IEndpointRouteBuilder app)
    {
        foreach (var asset in All.Values)
        {
            app.MapMethods(
                "/" + asset.Name, [HttpMethods.Get, HttpMethods.Head], context => SendAsync(context, asset));
        }
    }

    private static async Task SendAsync(HttpContext context, Asset asset)
    {
        var response = context.Response;
        var headers = response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.Vary = "Accept-Encoding";

        // While nodes are renewed, an old one may be asked for the new content; what it has must not be kept as that.
        headers.CacheControl = context.Request.QueryString.Value == $"?{asset.Hash}"
            ? "public, max-age=31536000, immutable"
            : "no-cache";
        headers.ETag = asset.Tag;
        if (context.Request.Headers.IfNoneMatch == asset.Tag)
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        var content = asset.Content;
        if (context.Request.Headers.AcceptEncoding.ToString().Contains("br", StringComparison.OrdinalIgnoreCase))
        {
            content = asset.Compressed.Value;
            headers.ContentEncoding = "br";
        }

        response.ContentType = asset.ContentType;
        response.ContentLength = content.Length;
        if (HttpMethods.IsGet(context.Request.Method))
        {
            await response.Body.WriteAsync(content, context.RequestAborted);
        }
    }

    private static byte[] Read(string resource)
    {
        using var stream = typeof(PortalAssets).Assembly.GetManifestResourceStream(resource)!;
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }

    private sealed class Asset(string name, byte[] content)
    {
        public string Name => name;

        public byte[] Content => content;

        // Once, when somebody first asks: a gateway whose portal nobody opens pays nothing.
        public Lazy<byte[]> Compressed { get; } = new(() =>
        {
            using var packed = new MemoryStream();
            using (var packer = new BrotliStream(packed, CompressionLevel.Optimal))
            {
                packer.Write(content);
            }

            return packed.ToArray();
        });

        public string Hash { get; } = Convert.ToHexStringLower(SHA256.HashData(content))[..12];

        public string Tag => $"\"{Hash}\"";

        public string ContentType => name.EndsWith(".css", StringComparison.Ordinal)
            ? "text/css; charset=utf-8"
            : "text/javascript; charset=utf-8";
    }
}
