using System.Globalization;
using SampleShop.Orders;

namespace SampleShop;

/// <summary>How the pages say amounts, times and statuses.</summary>
internal static class Said
{
    // Western Indonesian Time, on a machine without time zones too; there is no daylight saving.
    private static readonly TimeSpan Wib = TimeSpan.FromHours(7);

    /// <summary>As it is written in Indonesia: Rp44.000.</summary>
    public static string Rupiah(long amount) =>
        "Rp" + amount.ToString("N0", CultureInfo.InvariantCulture).Replace(',', '.');

    public static string Time(DateTimeOffset at) =>
        at.ToOffset(Wib).ToString("d MMM yyyy, HH:mm 'WIB'", CultureInfo.InvariantCulture);

    /// <summary>For a machine: the datetime of a time element.</summary>
    public static string Machine(DateTimeOffset at) =>
        at.ToOffset(Wib).ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture);

    /// <summary>What is left until then, such as 23 h 59 min.</summary>
    public static string Left(TimeSpan left) => left <= TimeSpan.Zero ? "no time"
        : left.TotalHours >= 1 ? $"{(int)left.TotalHours} h {left.Minutes} min"
        : $"{left.Minutes} min {left.Seconds} s";

    public static string Status(OrderStatus status) => status switch
    {
        OrderStatus.Placed => "Getting your code",
        OrderStatus.Awaiting => "Waiting for payment",
        OrderStatus.Paid => "Paid",
        OrderStatus.Cancelled => "Cancelled",
        OrderStatus.Expired => "Expired",
        OrderStatus.Reversed => "Payment taken back",
        OrderStatus.Refused => "No payment possible",
    };

    /// <summary>A line of the order's history.</summary>
    public static string Event(OrderStatus status) => status switch
    {
        OrderStatus.Placed => "Order placed",
        OrderStatus.Awaiting => "Payment code issued",
        OrderStatus.Paid => "Paid at the counter",
        OrderStatus.Cancelled => "Cancelled before payment",
        OrderStatus.Expired => "Payment code expired",
        OrderStatus.Reversed => "Payment taken back by the store",
        OrderStatus.Refused => "Payment could not be opened",
    };

    /// <summary>What it means for the customer, in plain words.</summary>
    public static string Meaning(Order order) => order.Status switch
    {
        OrderStatus.Placed => "Your order is safe with us. The payment code appears here in a moment.",
        OrderStatus.Awaiting => $"Take this code to any {order.Store} counter and pay in cash.",
        OrderStatus.Paid => "Thank you! The store has told us, and we are packing your order.",
        OrderStatus.Cancelled => "This code no longer works. Nothing was paid, and nothing is owed.",
        OrderStatus.Expired =>
            "Nobody paid in time, so this code no longer works. Nothing is owed; order again any time.",
        OrderStatus.Reversed =>
            $"{order.Store} undid the payment at its till and gave the money back to whoever paid. We will not send "
            + "the order. If you have no money back, show your receipt at the store where you paid.",
        OrderStatus.Refused => "The payment service did not accept this order. Nothing was paid; please try again.",
    };
}
