namespace Gerai.Values;

/// <summary>The time by which merchants and counters live (WIB), without daylight saving, and its days.</summary>
internal static class WesternIndonesianTime
{
    public static readonly TimeSpan Offset = TimeSpan.FromHours(7);

    private static readonly DateOnly FirstDay = DateOnly.FromDateTime(DateTime.UnixEpoch);

    public static DateOnly DayOf(DateTimeOffset moment) => DateOnly.FromDateTime(moment.ToOffset(Offset).DateTime);

    public static DateTimeOffset StartOf(DateOnly day) => new(day, TimeOnly.MinValue, Offset);

    /// <summary>Counted from the first of 1970, as the tables keep a day.</summary>
    public static long NumberOf(DateOnly day) => day.DayNumber - FirstDay.DayNumber;

    public static DateOnly DayOf(long number) => FirstDay.AddDays((int)number);
}
