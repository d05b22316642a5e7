namespace Gerai.Values;

/// <summary>
/// One person, whichever merchants they work for. Drawn by chance, so that it tells nothing and cannot be guessed.
/// </summary>
internal readonly record struct PersonId
{
    private const int Length = 22;

    private PersonId(string text) => Text = text;

    public string Text { get; }

    public static PersonId New(RandomSource random) => new(random.NextText(Length));

    public static PersonId Of(string text) => TryOf(text, out var id)
        ? id
        : throw new ArgumentException("Not the id of a person.", nameof(text));

    public static bool TryOf(string? text, out PersonId id)
    {
        id = new PersonId(text ?? "");
        return text is { Length: Length }
            && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_');
    }

    public override string ToString() => Text;
}
