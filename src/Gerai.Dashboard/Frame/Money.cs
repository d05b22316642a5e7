using System.Globalization;

namespace Gerai.Dashboard.Frame;

/// <summary>Rupiah and counts as Indonesians write them, in both languages: <c>Rp44.000</c>.</summary>
internal static class Money
{
    public static string Of(long amount) => amount < 0 ? $"-Rp{Number(-amount)}" : $"Rp{Number(amount)}";

    public static string Number(long number) =>
        number.ToString("N0", CultureInfo.InvariantCulture).Replace(',', '.');
}
