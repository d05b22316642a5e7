using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Gerai.Client.Wire;

/// <summary>
/// Reads a text, also where another build of the API writes a number; anything else is as if it were not there. A field
/// of a strange type must not cost the whole message (protocol 1.64).
/// </summary>
internal sealed class LooseText : JsonConverter<string?>
{
    // They stand in nearly every message, so none needs a text of its own.
    private static readonly string[] KnownWords =
    [
        "200", "201", "IDR", "accept", "alfamart", "indomaret", "pending", "settlement", "expire", "cancel",
        "midtrans payment notification", "Success, cstore transaction is successful",
    ];

    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                return KnownWord(ref reader) ?? reader.GetString();
            case JsonTokenType.Number:
                return Encoding.UTF8.GetString(reader.ValueSpan);
            default:
                reader.Skip();
                return null;
        }
    }

    public override void Write(Utf8JsonWriter writer, string? value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value);

    private static string? KnownWord(ref Utf8JsonReader reader)
    {
        foreach (var word in KnownWords)
        {
            if (word.Length == reader.ValueSpan.Length && reader.ValueTextEquals(word))
            {
                return word;
            }
        }

        return null;
    }
}

/// <summary>Reads a list of texts; a single one is a list too, and anything else an empty one.</summary>
internal sealed class LooseTexts : JsonConverter<string[]?>
{
    private const int CountMax = 100;

    private static readonly LooseText One = new();

    public override string[]? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType is not JsonTokenType.StartArray)
        {
            return One.Read(ref reader, typeof(string), options) is { } single ? [single] : [];
        }

        var texts = new List<string>();
        while (reader.Read() && reader.TokenType is not JsonTokenType.EndArray)
        {
            if (One.Read(ref reader, typeof(string), options) is { } text && texts.Count < CountMax)
            {
                texts.Add(text);
            }
        }

        return [.. texts];
    }

    public override void Write(Utf8JsonWriter writer, string[]? value, JsonSerializerOptions options) =>
        throw new NotSupportedException("Messages are only read.");
}
