using System.Globalization;
using System.Text.Json;

namespace Gerai.Wire;

/// <summary>
/// Reads members of a JSON object the way clients write them, and collects every complaint, because the original names
/// all of them at once (protocol 4.3, 4.4).
/// </summary>
internal sealed class FieldReader(JsonElement node, string path, List<string> complaints)
{
    // No amount, price or duration needs more, and a longer text could hide a fraction from the parser.
    private const int NumberLengthMax = 24;

    /// <summary>Null when absent or null, and when it is no object, which is complained about.</summary>
    public FieldReader? Object(string name, bool isRequired = false)
    {
        if (Find(name) is not { } value)
        {
            Require(name, isRequired);
            return null;
        }

        if (value.ValueKind is not JsonValueKind.Object)
        {
            Complain(name, "must be an object");
            return null;
        }

        return new FieldReader(value, PathOf(name), complaints);
    }

    public IEnumerable<FieldReader> Objects(string name)
    {
        if (Find(name) is not { } value)
        {
            yield break;
        }

        if (value.ValueKind is not JsonValueKind.Array)
        {
            Complain(name, "must be an array");
            yield break;
        }

        var index = 0;
        foreach (var member in value.EnumerateArray())
        {
            var memberPath = $"{PathOf(name)}[{index++}]";
            if (member.ValueKind is JsonValueKind.Object)
            {
                yield return new FieldReader(member, memberPath, complaints);
            }
            else
            {
                complaints.Add($"{memberPath} must be an object");
            }
        }
    }

    /// <summary>A text; a number counts as its digits (protocol 2.12).</summary>
    public string? Text(string name, int lengthMax, bool isRequired = false)
    {
        var text = Find(name) is { } value ? TextOf(value) : "";
        if (text is null)
        {
            Complain(name, "must be a string");
            return null;
        }

        if (text.Length > lengthMax)
        {
            Complain(name, "too long");
            return null;
        }

        if (string.IsNullOrWhiteSpace(text))
        {
            Require(name, isRequired);
            return text.Length == 0 ? null : text;
        }

        return text;
    }

    /// <summary>
    /// A text that is printed or shown in a store: cut to its length, without what the store cannot take.
    /// </summary>
    public string? StoreText(string name, int length)
    {
        if (Find(name) is not { } value)
        {
            return null;
        }

        if (TextOf(value) is not { } text)
        {
            Complain(name, "must be a string");
            return null;
        }

        // Protocol 2.21: cut, not refused. 2.23: a bar means something else to the store's host.
        var clean = string.Concat(text.Select(sign => sign is '|' || char.IsControl(sign) ? ' ' : sign)).Trim();
        return clean.Length == 0 ? null : Cut(clean, length);
    }

    /// <summary>
    /// A whole number, as number or text: PHP writes <c>10000.0</c> (protocol 2.14). Null when absent or no such
    /// number.
    /// </summary>
    public decimal? WholeNumber(string name, bool isRequired = false)
    {
        if (Find(name) is not { } value)
        {
            Require(name, isRequired);
            return null;
        }

        var text = TextOf(value);
        if (text is null || text.Length > NumberLengthMax
            || !decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            || decimal.Truncate(number) != number
            || Math.Abs(number) >= 1_000_000_000_000_000m)
        {
            Complain(name, "must be a whole number");
            return null;
        }

        return number;
    }

    /// <summary>Any JSON value as compact text; null when absent or null.</summary>
    public string? Raw(string name) =>
        Find(name) is { } value ? System.Text.Encoding.UTF8.GetString(WireJson.Compact(value)) : null;

    public void Complain(string name, string what) => complaints.Add($"{PathOf(name)} {what}");

    // Never through the middle of a character that takes two places.
    private static string Cut(string text, int length) => text.Length <= length
        ? text
        : text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];

    private static string? TextOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => value.GetRawText(),
        _ => null,
    };

    private void Require(string name, bool isRequired)
    {
        if (isRequired)
        {
            Complain(name, "is required");
        }
    }

    private JsonElement? Find(string name) =>
        node.TryGetProperty(name, out var value) && value.ValueKind is not JsonValueKind.Null ? value : null;

    private string PathOf(string name) => path.Length == 0 ? name : $"{path}.{name}";
}
