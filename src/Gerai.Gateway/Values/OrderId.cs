namespace Gerai.Values;

/// <summary>
/// The merchant's own number for an order: 1 to 50 printable ASCII characters, not only blanks. Declared are fewer
/// characters, but official clients charge with blanks, colons and hashes in it (protocol 2.9 to 2.11).
/// </summary>
internal readonly record struct OrderId
{
    public const int LengthMax = 50;

    private OrderId(string text) => Text = text;

    public string Text { get; }

    public static OrderId Of(string text) => TryOf(text, out var order)
        ? order
        : throw new ArgumentException("An order id is 1 to 50 printable ASCII characters.", nameof(text));

    public static bool TryOf(string? text, out OrderId order)
    {
        order = new OrderId(text ?? "");
        return text is { Length: > 0 and <= LengthMax } && !string.IsNullOrWhiteSpace(text) && IsPrintable(text);
    }

    public static bool IsPrintable(string text) => !text.AsSpan().ContainsAnyExceptInRange(' ', '~');

    public override string ToString() => Text;
}
