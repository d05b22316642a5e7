using Gerai.Values;

namespace Gerai.Tests.Values;

/// <summary>The days by which merchants count.</summary>
public sealed class WesternIndonesianTimeTests
{
    [Fact]
    public void A_day_and_its_number_belong_together()
    {
        var day = new DateOnly(2026, 1, 15);

        Assert.Equal(day, WesternIndonesianTime.DayOf(WesternIndonesianTime.NumberOf(day)));
        Assert.Equal(day, WesternIndonesianTime.DayOf(WesternIndonesianTime.StartOf(day)));
        Assert.Equal(day.AddDays(-1), WesternIndonesianTime.DayOf(WesternIndonesianTime.StartOf(day).AddTicks(-1)));
        Assert.Equal(0, WesternIndonesianTime.NumberOf(new DateOnly(1970, 1, 1)));
    }
}
