namespace Gerai.Stores;

/// <summary>The number under which a store network keeps a payment: unique within that network.</summary>
internal readonly record struct StoreReference
{
    public const int LengthMax = 40;

    private StoreReference(string network, string number)
    {
        Network = network;
        Number = number;
    }

    public string Network { get; }

    public string Number { get; }

    /// <summary>1 to 40 visible ASCII characters, no blanks.</summary>
    public static bool TryOf(string network, string? number, out StoreReference reference)
    {
        reference = new StoreReference(network, number ?? "");
        return number is { Length: > 0 and <= LengthMax } && !number.AsSpan().ContainsAnyExceptInRange('!', '~');
    }

    public static StoreReference Of(string network, string number) => TryOf(network, number, out var reference)
        ? reference
        : throw new ArgumentException("A reference is 1 to 40 visible ASCII characters.", nameof(number));

    public override string ToString() => $"{Network} {Number}";
}
