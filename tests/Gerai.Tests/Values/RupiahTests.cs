using Gerai.Values;

namespace Gerai.Tests.Values;

public sealed class RupiahTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(44_000)]
    [InlineData(long.MaxValue)]
    public void An_amount_is_at_least_one_rupiah(long amount)
    {
        Assert.True(Rupiah.TryOf(amount, out var rupiah));
        Assert.Equal(amount, rupiah.Amount);
        Assert.Equal(rupiah, Rupiah.Of(amount));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(long.MinValue)]
    public void Nothing_and_less_than_nothing_are_no_amounts(long amount)
    {
        Assert.False(Rupiah.TryOf(amount, out _));
        Assert.Throws<ArgumentOutOfRangeException>(() => Rupiah.Of(amount));
    }

    [Fact]
    public void An_amount_shows_its_currency() => Assert.Equal("Rp44000", Rupiah.Of(44_000).ToString());
}
