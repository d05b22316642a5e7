using System.Globalization;
using Gerai.Pages;

namespace Gerai.Voucher;

/// <summary>How the page writes amounts and times, on a machine of any culture.</summary>
internal static class VoucherFormat
{
    // Western Indonesian Time, without daylight saving: what the clock on the store's wall shows.
    private static readonly TimeSpan Offset = TimeSpan.FromHours(7);

    private static readonly string[] IndonesianMonths =
        ["Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des"];

    /// <summary><c>Rp44.000</c></summary>
    public static string Amount(long amount) => "Rp" + Number(amount);

    public static string Number(long number) =>
        number.ToString("N0", CultureInfo.InvariantCulture).Replace(',', '.');

    /// <summary><c>16 Jan 2026, 10.00 WIB</c>; in English with a colon.</summary>
    public static string Time(DateTimeOffset moment, PageLanguage language)
    {
        var here = moment.ToOffset(Offset);
        return language == PageLanguage.English
            ? here.ToString("d MMM yyyy, HH:mm 'WIB'", CultureInfo.InvariantCulture)
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{here.Day} {IndonesianMonths[here.Month - 1]} {here.Year}, {here:HH'.'mm} WIB");
    }

    /// <summary><c>2026-01-16T10:00:00+07:00</c>, for machines.</summary>
    public static string Machine(DateTimeOffset moment) =>
        moment.ToOffset(Offset).ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture);
}
