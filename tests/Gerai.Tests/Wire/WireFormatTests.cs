using System.Globalization;
using Gerai.Payments;
using Gerai.Stores;
using Gerai.Values;
using Gerai.Tests.Support;
using Gerai.Wire;

namespace Gerai.Tests.Wire;

public sealed class WireFormatTests
{
    // Protocol 3.9: Western Indonesian Time, whatever the offset of the moment.
    [Theory]
    [InlineData("2026-01-14T16:59:59.999Z", "2026-01-14 23:59:59")]
    [InlineData("2026-01-14T17:00:00Z", "2026-01-15 00:00:00")]
    [InlineData("2026-01-15T00:00:00+07:00", "2026-01-15 00:00:00")]
    [InlineData("2025-12-31T17:00:00Z", "2026-01-01 00:00:00")]
    [InlineData("2026-02-28T23:30:00Z", "2026-03-01 06:30:00")]
    [InlineData("2028-02-28T17:00:00Z", "2028-02-29 00:00:00")]
    [InlineData("2026-07-01T12:00:00+09:00", "2026-07-01 10:00:00")]
    [InlineData("2026-01-15T15:04:05.001-05:00", "2026-01-16 03:04:05")]
    public void A_time_is_that_of_Jakarta_in_whole_seconds(string moment, string expected) => Assert.Equal(
        expected, WireFormat.Time(DateTimeOffset.Parse(moment, CultureInfo.InvariantCulture)));

    [Theory]
    [InlineData(1, "1.00")]
    [InlineData(44_000, "44000.00")]
    [InlineData(5_000_000, "5000000.00")]
    [InlineData(long.MaxValue, "9223372036854775807.00")]
    public void An_amount_has_two_decimals_and_no_separators_3_6(long amount, string expected) =>
        Assert.Equal(expected, WireFormat.Amount(Rupiah.Of(amount)));

    [Fact]
    public void Stores_and_states_have_the_documented_names_5_1_to_5_5()
    {
        Assert.Equal(["alfamart", "indomaret"], Enum.GetValues<StoreChain>().Select(WireFormat.Store));
        Assert.Equal(
            ["pending", "settlement", "cancel", "expire", "deny"],
            Enum.GetValues<PaymentStatus>().Select(WireFormat.Status));
    }
}
