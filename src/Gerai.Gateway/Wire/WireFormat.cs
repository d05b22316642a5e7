using System.Globalization;
using Gerai.Payments;
using Gerai.Stores;
using Gerai.Values;

namespace Gerai.Wire;

/// <summary>How the Core API writes amounts, times and names.</summary>
internal static class WireFormat
{
    public const string Currency = "IDR";

    public const string PaymentType = "cstore";

    /// <summary>Western Indonesian Time, without daylight saving.</summary>
    public static readonly TimeSpan JakartaOffset = WesternIndonesianTime.Offset;

    private static readonly CultureInfo Plain = CultureInfo.InvariantCulture;

    /// <summary>Text with two decimals: <c>44000.00</c> (protocol 3.6).</summary>
    public static string Amount(Rupiah amount) => amount.Amount.ToString(Plain) + ".00";

    /// <summary><c>2020-01-09 15:16:19</c> at GMT+7 (protocol 3.9).</summary>
    public static string Time(DateTimeOffset moment) =>
        moment.ToOffset(JakartaOffset).ToString("yyyy-MM-dd HH:mm:ss", Plain);

    /// <summary><c>2020-01-09T15:16:19+07:00</c>, in the headers that are ours.</summary>
    public static string TimeWithOffset(DateTimeOffset moment) =>
        moment.ToOffset(JakartaOffset).ToString("yyyy-MM-ddTHH:mm:sszzz", Plain);

    public static string Store(StoreChain chain) => chain switch
    {
        StoreChain.Alfamart => "alfamart",
        StoreChain.Indomaret => "indomaret",
    };

    public static string Status(PaymentStatus status) => status switch
    {
        PaymentStatus.Pending => "pending",
        PaymentStatus.Settled => "settlement",
        PaymentStatus.Cancelled => "cancel",
        PaymentStatus.Expired => "expire",

        // The merchant's word for a payment that the store took back (protocol 5.10).
        PaymentStatus.Reversed => "deny",
    };
}
