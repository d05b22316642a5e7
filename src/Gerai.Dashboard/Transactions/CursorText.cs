using System.Globalization;
using Gerai.Payments;
using Gerai.Values;

namespace Gerai.Dashboard.Transactions;

/// <summary>
/// Where a page begins, as an address writes it. Anybody can write another place: it still leads to their own
/// merchant's payments only.
/// </summary>
internal static class CursorText
{
    private const char Between = '~';

    // An order id may hold the sign, so it comes last.
    private const int PartsMax = 6;

    public static string Write(PaymentCursor cursor)
    {
        var place = cursor.Place;
        var start = string.Create(
            CultureInfo.InvariantCulture, $"{place.AtMs}{Between}{place.Transaction}{Between}{place.Version}");
        return cursor.Behind is { } behind
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{start}{Between}{behind.Number}{Between}{behind.Transaction}{Between}{behind.Text}")
            : start;
    }

    /// <summary>Nothing for what is no place: the list then begins at its beginning.</summary>
    public static PaymentCursor? Read(string? text)
    {
        var parts = text?.Split(Between, PartsMax) ?? [];
        if (parts.Length is not (3 or PartsMax)
            || !TryNumber(parts[0], out var at) || !IsTransaction(parts[1]) || !TryNumber(parts[2], out var version))
        {
            return null;
        }

        var place = new HistoryPlace(at, parts[1], version);
        if (parts.Length == 3)
        {
            return new PaymentCursor(place, null);
        }

        return TryNumber(parts[3], out var number) && IsTransaction(parts[4])
            && (parts[5].Length == 0 || OrderId.TryOf(parts[5], out _))
            ? new PaymentCursor(place, new SortValue(number, parts[5], parts[4]))
            : null;
    }

    private static bool TryNumber(string text, out long number) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number < long.MaxValue;

    private static bool IsTransaction(string text) => text.Length == 0 || TransactionId.TryParse(text, out _);
}
