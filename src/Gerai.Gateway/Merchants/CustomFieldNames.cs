using System.Globalization;

namespace Gerai.Merchants;

/// <summary>
/// What a shop calls the three custom fields of its charges (protocol 7.12), such as the number of a table. Only people
/// read them; the wire's names stay as they are.
/// </summary>
internal sealed record CustomFieldNames(string? First = null, string? Second = null, string? Third = null)
{
    public const int LengthMax = 40;

    public static readonly CustomFieldNames None = new();

    /// <summary>A field's own name, or the usual one.</summary>
    /// <param name="number">From 1 to 3.</param>
    public string Of(int number) =>
        OwnOf(number) ?? "Custom field " + number.ToString(CultureInfo.InvariantCulture);

    /// <summary>Nothing for a field without a name of its own.</summary>
    public string? OwnOf(int number) => number switch
    {
        1 => First,
        2 => Second,
        3 => Third,
        _ => throw new ArgumentOutOfRangeException(nameof(number), number, "There are three custom fields."),
    };

    /// <summary>Nobody's screen or spreadsheet is to be led astray by it.</summary>
    public static bool IsName(string text) =>
        text.Length is > 0 and <= LengthMax
        && text.All(letter => !char.IsControl(letter) && letter is not ('"' or '<'));
}
