using Gerai.Stores;

namespace Gerai.Payments;

/// <summary>
/// A merchant's payments in figures, by the days of Western Indonesian Time. They follow from the history: each payment
/// counts on the day on which it became what the figure says.
/// </summary>
internal sealed record HomeFigures
{
    public required DateOnly Today { get; init; }

    /// <summary>How many days, today among them.</summary>
    public required int DayCount { get; init; }

    /// <summary>Where nothing happened there is no entry.</summary>
    public required IReadOnlyList<DayFigure> Days { get; init; }

    public required IReadOnlyList<DayConversion> Conversions { get; init; }

    /// <summary>Payments that wait for their customer now, whenever they were opened.</summary>
    public required long Pending { get; init; }

    /// <summary>Notifications that were given up since yesterday began, and have not been sent again.</summary>
    public required PaymentCount FailedNotifications { get; init; }

    /// <summary>
    /// False while the figures of a long history are still being made; what is missing then is the newest.
    /// </summary>
    public required bool IsComplete { get; init; }

    /// <summary>What became of payments on one day: <c>Settled</c> tells the day's volume.</summary>
    public Volume On(DateOnly day, PaymentStatus became) => Sum(
        Days.Where(one => one.Day == day && one.Became == became));

    public Volume InAllDays(PaymentStatus became) => Sum(Days.Where(one => one.Became == became));

    /// <summary>Of what was charged on these days, the share that was paid and not taken back: 0 to 1.</summary>
    public static double? ConversionOf(IEnumerable<DayConversion> days)
    {
        var (charged, paid) = days.Aggregate(
            (Charged: 0L, Paid: 0L), (sum, day) => (sum.Charged + day.Charged, sum.Paid + day.Paid));
        return charged == 0 ? null : (double)paid / charged;
    }

    private static Volume Sum(IEnumerable<DayFigure> figures) => figures.Aggregate(
        default(Volume), (sum, one) => new Volume(sum.Payments + one.Payments, sum.Rupiah + one.Rupiah));
}

/// <summary>So many payments, and what they come to; none and nothing are figures too.</summary>
internal readonly record struct Volume(long Payments, long Rupiah);

/// <summary>
/// How many payments of a store became something on a day. <see cref="PaymentStatus.Pending"/> stands for those that
/// were charged.
/// </summary>
internal sealed record DayFigure(DateOnly Day, StoreChain Chain, PaymentStatus Became, long Payments, long Rupiah);

/// <summary>Of the payments of a store that were charged on a day, how many have been paid since.</summary>
internal sealed record DayConversion(DateOnly ChargedOn, StoreChain Chain, long Charged, long Paid);
