namespace Gerai.Stores;

/// <summary>The digits a customer shows at the counter. Always text: leading zeros count (protocol 3.28).</summary>
internal readonly record struct PaymentCode
{
    public const int LengthMin = 10;
    public const int LengthMax = FormatPreservingCipher.DigitsMax + 6;

    private PaymentCode(string digits) => Digits = digits;

    public string Digits { get; }

    public static bool TryOf(string? digits, out PaymentCode code)
    {
        code = new PaymentCode(digits ?? "");
        return digits is { Length: >= LengthMin and <= LengthMax }
            && !digits.AsSpan().ContainsAnyExceptInRange('0', '9');
    }

    public static PaymentCode Of(string digits) => TryOf(digits, out var code)
        ? code
        : throw new ArgumentException("A payment code is 10 to 24 digits.", nameof(digits));

    public override string ToString() => Digits;
}
