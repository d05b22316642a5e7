using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Gerai.Wire;

/// <summary>How this protocol's JSON is read and written.</summary>
internal static class WireJson
{
    /// <summary>Protocol 2.47.</summary>
    public const int DepthMax = 32;

    /// <summary>
    /// Written as the original does: an apostrophe or a plus stays what it is. Answers are never put into a page, so
    /// the cautious escapes would only make them differ.
    /// </summary>
    public static readonly JsonWriterOptions WriterOptions = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly JsonDocumentOptions ReaderOptions = new() { MaxDepth = DepthMax };

    private static readonly byte[] ByteOrderMark = [0xEF, 0xBB, 0xBF];

    /// <summary>A value as it came, without blanks between its parts.</summary>
    public static byte[] Compact(JsonElement value)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, WriterOptions))
        {
            value.WriteTo(json);
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>
    /// Reads a body as JSON; null when it is not. Text that is no Unicode, such as half of a surrogate pair, makes it
    /// not JSON: it could neither be stored nor told again.
    /// </summary>
    public static JsonDocument? TryParse(ReadOnlyMemory<byte> body)
    {
        if (body.Span.StartsWith(ByteOrderMark))
        {
            body = body[ByteOrderMark.Length..];
        }

        try
        {
            var document = JsonDocument.Parse(body, ReaderOptions);
            if (HasOnlyUnicode(document.RootElement))
            {
                return document;
            }

            document.Dispose();
            return null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool HasOnlyUnicode(JsonElement value)
    {
        try
        {
            return value.ValueKind switch
            {
                JsonValueKind.String => value.GetString() is not null,
                JsonValueKind.Object => value.EnumerateObject()
                    .All(member => member.Name is not null && HasOnlyUnicode(member.Value)),
                JsonValueKind.Array => value.EnumerateArray().All(HasOnlyUnicode),
                _ => true,
            };
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
