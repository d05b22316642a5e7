using Gerai.Values;

namespace Gerai.Payments;

/// <summary>Keeps the figures of each merchant by the hour, so that nobody has to count a long history.</summary>
internal interface IFigures
{
    const int DaysMax = 90;

    /// <summary>How many lines of the history are counted at most that are in no closed hour yet.</summary>
    const int LinesMax = 100_000;

    /// <summary>Up to here failed notifications are counted, with those of others.</summary>
    const int FailedMax = 10_000;

    /// <summary>The figures of one merchant, for so many days that end today (1 to 90).</summary>
    Task<HomeFigures> HomeAsync(MerchantId merchant, int dayCount, DateTimeOffset now, CancellationToken cancel);

    /// <summary>
    /// Counts the hours that ended before a moment and have not been counted; safe on several nodes at once. Nothing
    /// may be written any more that is dated before that moment.
    /// </summary>
    /// <returns>How many hours were counted.</returns>
    Task<int> CloseHoursAsync(DateTimeOffset before, CancellationToken cancel);
}
