using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Gerai.Client.Wire;

/// <summary>
/// Reads whole rupiah from a text or a number (protocol 3.6); anything else is as if it were not there.
/// </summary>
internal sealed class LooseAmount : JsonConverter<long?>
{
    // More than any amount has, also with every letter escaped.
    private const int BytesMax = 256;

    public override long? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType is JsonTokenType.Number)
        {
            return Whole(reader.ValueSpan);
        }

        if (reader.TokenType is not JsonTokenType.String || reader.ValueSpan.Length > BytesMax)
        {
            reader.Skip();
            return null;
        }

        Span<byte> text = stackalloc byte[BytesMax];
        return Whole(text[..reader.CopyString(text)]);
    }

    public override void Write(Utf8JsonWriter writer, long? value, JsonSerializerOptions options) =>
        throw new NotSupportedException("Messages are only read.");

    // Text with two decimals. Counters take no sen, so a fraction is no amount of ours.
    private static long? Whole(ReadOnlySpan<byte> text) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount)
        && amount <= long.MaxValue
        && decimal.Truncate(amount) == amount
            ? (long)amount
            : null;
}
