using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Gerai.Stores;

namespace Gerai.CounterApi;

/// <summary>How this protocol writes times and names.</summary>
internal static class CounterFormat
{
    public const string Currency = "IDR";

    // Western Indonesian Time, without daylight saving: what the clock on the counter's wall shows.
    private static readonly TimeSpan Offset = TimeSpan.FromHours(7);

    /// <summary><c>2026-01-16T10:00:00+07:00</c></summary>
    public static string Time(DateTimeOffset moment) =>
        moment.ToOffset(Offset).ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture);

    public static string Store(StoreChain chain) => chain switch
    {
        StoreChain.Alfamart => "alfamart",
        StoreChain.Indomaret => "indomaret",
    };

    /// <summary>
    /// A text as a till can take it: a bar means something else to a store's host (protocol 2.23), and a line break
    /// would begin a new row.
    /// </summary>
    [return: NotNullIfNotNull(nameof(text))]
    public static string? Text(string? text) =>
        text is null ? null : string.Concat(text.Select(sign => sign is '|' || char.IsControl(sign) ? ' ' : sign));

    public static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
