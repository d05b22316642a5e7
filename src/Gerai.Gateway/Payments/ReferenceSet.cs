using Gerai.Stores;

namespace Gerai.Payments;

/// <summary>A few references, kept as one text: they hold no blanks, so blanks can stand between them.</summary>
internal readonly record struct ReferenceSet
{
    public const int CountMax = 20;

    private readonly string? text;

    // Nothing is kept as null, so that an empty set read from the database equals the one a payment is opened with.
    private ReferenceSet(string text) => this.text = text.Length == 0 ? null : text;

    public string Text => text ?? "";

    public bool IsFull => Parts.Length >= CountMax * 2;

    private string[] Parts => Text.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    public static ReferenceSet Of(string text) => new(text);

    public bool Contains(StoreReference reference) =>
        Parts.Chunk(2).Any(pair => pair[0] == reference.Network && pair[1] == reference.Number);

    public ReferenceSet With(StoreReference reference) => new($"{Text} {reference}".Trim());
}
