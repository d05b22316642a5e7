using System.Text.Encodings.Web;
using System.Text.Json;

namespace Gerai.Tests.Support;

/// <summary>The documented samples in contract/, read as tests need them.</summary>
internal static class Samples
{
    private static readonly JsonSerializerOptions AsWritten = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Text(string path) => Repository.Read("contract/" + path);

    public static JsonElement Json(string path)
    {
        using var document = JsonDocument.Parse(Text(path));
        return document.RootElement.Clone();
    }

    /// <summary>Without blanks between the members, their order kept: as it goes over the wire.</summary>
    public static string Compact(JsonElement value) => JsonSerializer.Serialize(value, AsWritten);
}
