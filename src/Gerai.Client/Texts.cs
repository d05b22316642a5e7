using System.Runtime.CompilerServices;

namespace Gerai.Client;

/// <summary>
/// The documented limits of texts: what identifies is refused when too long, what is only read is cut.
/// </summary>
internal static class Texts
{
    public const int OrderIdMax = 50;
    public const int ItemMax = 50;
    public const int CustomerMax = 255;
    public const int CustomFieldMax = 255;
    public const int CashierLabelMax = 20;
    public const int FreeTextMax = 40;

    /// <summary>Protocol 2.9 and 2.11: printable ASCII, not only blanks.</summary>
    public static string OrderId(string text, [CallerArgumentExpression(nameof(text))] string? name = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(text, name);
        NotLonger(text, OrderIdMax, name);
        if (text.Any(letter => letter is < ' ' or > '~'))
        {
            throw new ArgumentException("An order id has letters, digits, - _ ~ . and other printable ASCII.", name);
        }

        // In a path these two mean a folder, also when they are escaped.
        return text is "." or ".."
            ? throw new ArgumentException("An order id of dots only cannot be asked for.", name)
            : text;
    }

    public static string? NotLonger(string? text, int lengthMax, [CallerMemberName] string? name = null) =>
        text?.Length > lengthMax
            ? throw new ArgumentException($"{name} is at most {lengthMax} characters long, not {text.Length}.", name)
            : text;

    public static string? Cut(string? text, int lengthMax)
    {
        if (text is null || text.Length <= lengthMax)
        {
            return text;
        }

        // Not through the middle of a character.
        var length = char.IsHighSurrogate(text[lengthMax - 1]) ? lengthMax - 1 : lengthMax;
        return text[..length];
    }

    /// <summary>Protocol 2.23: the bar is a separator in the store's host.</summary>
    public static string? ForCounter(string? text, int lengthMax) => Cut(text?.Replace('|', ' '), lengthMax);
}
