using System.Text.RegularExpressions;

namespace Gerai.Values;

/// <summary>
/// Where mail goes: one plain address such as <c>ops@shop.example</c>. Of what mail allows only the usual: no quotes,
/// comments, names or lists, and nothing that could end a line.
/// </summary>
internal readonly partial record struct EmailAddress
{
    public const int LengthMax = 254;

    private EmailAddress(string text) => Text = text;

    public string Text { get; }

    public static EmailAddress Of(string text) => TryOf(text, out var address)
        ? address
        : throw new ArgumentException("Not a mail address.", nameof(text));

    public static bool TryOf(string? text, out EmailAddress address)
    {
        address = new EmailAddress(text ?? "");
        return text is { Length: <= LengthMax } && Shape().IsMatch(text);
    }

    public override string ToString() => Text;

    [GeneratedRegex(
        @"^(?=[^@]{1,64}@)[A-Za-z0-9_+=~-]+(\.[A-Za-z0-9_+=~-]+)*"
        + @"@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)(\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*\z",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Shape();
}
