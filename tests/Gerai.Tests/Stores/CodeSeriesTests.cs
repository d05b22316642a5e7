using Gerai.Stores;
using Gerai.Tests.Support;
using Gerai.Values;

namespace Gerai.Tests.Stores;

public sealed class CodeSeriesTests
{
    private static readonly OpenCodeKey Retired = new(1, 1024, new FormatPreservingCipher(new byte[32]));
    private static readonly OpenCodeKey Newest = new(2, 1024, new FormatPreservingCipher(new byte[32]));

    [Fact]
    public void A_slot_uses_each_counter_once()
    {
        var series = WithRange(8);
        var counters = Enumerable.Range(0, 8).Select(_ => Take(series, Slot.Of(5))).ToList();

        Assert.Equal([0L, 1, 2, 3, 4, 5, 6, 7], counters);
        Assert.False(series.TryTake(Slot.Of(5), out _, out _));
    }

    [Fact]
    public void Nothing_is_taken_before_there_is_a_range()
    {
        var series = new CodeSeries();

        Assert.False(series.HasRange);
        Assert.False(series.TryTake(Slot.Of(0), out _, out _));
    }

    [Fact]
    public void A_range_of_a_key_that_is_retired_is_given_up()
    {
        var series = new CodeSeries();
        series.Remember([Retired], 1);
        series.Give(Retired, 0, 1024);
        series.Remember([Newest, Retired], 2);

        Assert.False(series.HasRange);
        Assert.False(series.TryTake(Slot.Of(0), out _, out _));
    }

    [Fact]
    public void A_slow_reader_that_comes_back_with_older_keys_changes_nothing()
    {
        var series = WithRange(1024);
        series.Remember([Retired with { CounterNext = 0 }], 3);

        // Else a code could be made that the retired key has made already.
        Assert.Equal([2, 1], series.Keys.Select(key => key.Id));
        Assert.Equal(1024, series.Keys[1].CounterNext);
        Assert.True(series.HasRange);
    }

    // Random orders draw slots at random, and the numbers should last: one in six of them is used.
    [Fact]
    public void About_17_percent_of_all_numbers_are_used()
    {
        const int Codes = 300_000;
        var series = WithRange(long.MaxValue - 3);
        var random = new SeededRandom(1);
        var highest = 0L;
        for (var i = 0; i < Codes; i++)
        {
            highest = Math.Max(highest, Take(series, Slot.Of((int)(random.NextFraction() * Slot.Count))));
        }

        Assert.InRange(Codes / (double)((highest + 1) * Slot.Count), 0.16, 0.175);
    }

    private static CodeSeries WithRange(long end)
    {
        var series = new CodeSeries();
        series.Remember([Newest, Retired], 1);
        series.Give(Newest, 0, end);
        return series;
    }

    private static long Take(CodeSeries series, Slot slot)
    {
        Assert.True(series.TryTake(slot, out var counter, out var key));
        Assert.Equal(Newest, key);
        return counter;
    }
}
