using System.Text.Encodings.Web;
using System.Text.Json;

namespace Gerai.Tests.Support;

/// <summary>The documented samples in contract/, read as tests need them.</summary>
internal static class Samples
{
    private static readonly JsonSerializerOptions AsWritten = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Text(string path) => Repository.Read("contract/" + path);

    public static JsonElement Json(string path)
    {
        using var document = JsonDocument.Parse(Text(path));
        return document.RootElement.Clone();
    }

    /// <summary>Without blanks between the members, their order kept: as it goes over the wire.</summary>
    public static string Compact(JsonElement value) => JsonSerializer.Serialize(value, AsWritten);

    public static string Compact(string path) => Compact(Json(path));

    /// <summary>All samples that fit, such as <c>core-api/status.*.response.json</c>.</summary>
    public static IReadOnlyList<string> Named(string pattern)
    {
        var folder = Path.GetDirectoryName(pattern)!;
        var files = Directory.EnumerateFiles(
            Path.Combine(Repository.Root, "contract", folder), Path.GetFileName(pattern));
        return [.. files
            .Select(path => $"{folder}/{Path.GetFileName(path)}")
            .Order(StringComparer.Ordinal)];
    }

    public static string Text(this JsonElement element, string member) => element.GetProperty(member).GetString()!;

    public static IEnumerable<string> Texts(this JsonElement element, string member) =>
        element.GetProperty(member).EnumerateArray().Select(item => item.GetString()!);
}
