using System.Text.Encodings.Web;
using System.Text.Json;

namespace Gerai.LoadTests.Servers;

/// <summary>A message of contract/, without the blanks it is written with: as it goes over the wire.</summary>
internal static class Sample
{
    private static readonly JsonSerializerOptions AsWritten = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static async Task<byte[]> ReadAsync(string path)
    {
        using var document = JsonDocument.Parse(await File.ReadAllBytesAsync(path));
        return JsonSerializer.SerializeToUtf8Bytes(document.RootElement, AsWritten);
    }
}
