using System.Security.Cryptography;

namespace SampleShop;

/// <summary>
/// A file of the shop's look, kept in the assembly. Its address has a part of its hash, so browsers may keep it for
/// good.
/// </summary>
internal sealed class Asset
{
    private readonly byte[] content;
    private readonly string name;
    private readonly string contentType;

    private Asset(string name, string contentType)
    {
        using var resource = typeof(Asset).Assembly.GetManifestResourceStream(name)!;
        content = new byte[resource.Length];
        resource.ReadExactly(content);
        this.name = name;
        this.contentType = contentType;
        Address = $"/{name}?{Convert.ToHexStringLower(SHA256.HashData(content))[..12]}";
    }

    public static Asset Style { get; } = new("shop.css", "text/css; charset=utf-8");

    public static Asset Script { get; } = new("shop.js", "text/javascript; charset=utf-8");

    public static Asset Icon { get; } = new("icon.svg", "image/svg+xml");

    public string Address { get; }

    public static void MapAll(IEndpointRouteBuilder routes)
    {
        foreach (var asset in new[] { Style, Script, Icon })
        {
            routes.MapGet($"/{asset.name}", asset.Serve);
        }
    }

    private IResult Serve(HttpResponse response)
    {
        response.Headers.CacheControl = "public, max-age=31536000, immutable";
        return Results.Bytes(content, contentType);
    }
}
