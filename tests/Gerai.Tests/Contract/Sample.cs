using System.Text.Encodings.Web;
using System.Text.Json;
using Gerai.Tests.Support;

namespace Gerai.Tests.Contracts;

/// <summary>
/// Reads the documented samples of contract/. A test names the files it holds us to, by name or with a star:
/// ContractInventoryTests sees to it that none is forgotten.
/// </summary>
internal static class Sample
{
    private static readonly JsonSerializerOptions Plain = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <param name="name">Such as <c>core-api/limits.json</c>.</param>
    public static JsonElement Read(string name) =>
        JsonDocument.Parse(Repository.Read($"contract/{name}")).RootElement;

    /// <summary>The sample without the blanks between its members, the order kept: as it stands on the wire.</summary>
    public static string Compact(string name) => JsonSerializer.Serialize(Read(name), Plain);

    /// <summary>Names of all samples that fit, such as <c>core-api/status.*.response.json</c>.</summary>
    public static IReadOnlyList<string> Named(string pattern)
    {
        var folder = Path.Combine(Repository.Root, "contract", Path.GetDirectoryName(pattern)!);
        return [.. Directory.EnumerateFiles(folder, Path.GetFileName(pattern))
            .Select(path => Path.GetRelativePath(Path.Combine(Repository.Root, "contract"), path).Replace('\\', '/'))
            .Order(StringComparer.Ordinal)];
    }

    public static string Text(this JsonElement element, string member) => element.GetProperty(member).GetString()!;

    public static IEnumerable<string> Texts(this JsonElement element, string member) =>
        element.GetProperty(member).EnumerateArray().Select(item => item.GetString()!);
}
