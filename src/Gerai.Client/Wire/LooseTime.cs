using System.Text.Json;
using System.Text.Json.Serialization;

namespace Gerai.Client.Wire;

/// <summary>Reads a time of the Core API; anything else is as if it were not there.</summary>
internal sealed class LooseTime : JsonConverter<DateTimeOffset?>
{
    // More than any time has, also with every letter escaped.
    private const int LettersMax = 128;

    public override DateTimeOffset? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType is not JsonTokenType.String || reader.ValueSpan.Length > LettersMax)
        {
            reader.Skip();
            return null;
        }

        Span<char> text = stackalloc char[LettersMax];
        return WireTime.Read(text[..reader.CopyString(text)]);
    }

    public override void Write(Utf8JsonWriter writer, DateTimeOffset? value, JsonSerializerOptions options) =>
        throw new NotSupportedException("Messages are only read.");
}
