using System.Globalization;

namespace Gerai.Simulator;

/// <summary>Rupiah in figures and in Indonesian words, as a receipt says them.</summary>
internal static class Amounts
{
    private static readonly string[] Small =
    [
        "nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh", "sebelas",
    ];

    // 2 puluh, 3 ratus, 4 ribu; one hundred and one thousand have words of their own.
    private static readonly (long Size, string Name)[] Steps =
    [
        (1_000_000_000_000, "triliun"), (1_000_000_000, "miliar"), (1_000_000, "juta"), (1_000, "ribu"),
        (100, "ratus"), (10, "puluh"),
    ];

    public static long? Read(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary><c>Rp44.000</c>: Indonesians part thousands with dots.</summary>
    public static string Figures(long amount) =>
        "Rp" + amount.ToString("N0", CultureInfo.InvariantCulture).Replace(',', '.');

    /// <summary><c>empat puluh empat ribu rupiah</c></summary>
    public static string Words(long amount) => Number(amount) + " rupiah";

    private static string Number(long number)
    {
        if (number < 12)
        {
            return Small[number];
        }

        if (number < 20)
        {
            return $"{Small[number - 10]} belas";
        }

        var (size, name) = Steps.First(step => number >= step.Size);
        var (count, rest) = Math.DivRem(number, size);
        var head = count == 1 && size <= 1_000 ? "se" + name : $"{Number(count)} {name}";
        return rest == 0 ? head : $"{head} {Number(rest)}";
    }
}
