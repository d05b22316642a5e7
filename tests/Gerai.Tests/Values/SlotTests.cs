using Gerai.Values;

namespace Gerai.Tests.Values;

public sealed class SlotTests
{
    // Pinned: rows already written are found by these numbers. They were computed apart from our code, as the first
    // two bytes of SHA-256 over environment/number, a line feed and the order id, modulo 1,024.
    [Theory]
    [InlineData("sandbox/G100200300", "order-101", 66)]
    [InlineData("sandbox/G100200300", "order-102", 430)]
    [InlineData("production/G100200300", "order-101", 63)]
    [InlineData("sandbox/G812785002", "a b:c#d", 109)]
    [InlineData("sandbox/G812785002", "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", 927)]
    [InlineData("production/M100198", "1", 181)]
    public void The_slot_of_an_order_never_changes(string merchant, string order, int slot)
    {
        Assert.Equal(slot, Slot.Of(MerchantId.Parse(merchant), OrderId.Of(order)).Number);
        Assert.Equal(slot, Slot.OfText($"{merchant}\n{order}").Number);
    }

    [Fact]
    public void There_are_1024_slots()
    {
        Assert.Equal(1024, Slot.Count);
        Assert.Equal(0, Slot.Of(0).Number);
        Assert.Equal(1023, Slot.Of(1023).Number);
        Assert.Throws<ArgumentOutOfRangeException>(() => Slot.Of(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Slot.Of(1024));
    }

    [Fact]
    public void Orders_spread_evenly_over_the_slots()
    {
        const int OrdersPerSlot = 100;
        var merchant = MerchantId.Of(GatewayEnvironment.Production, "G100200300");
        var counts = new int[Slot.Count];
        for (var i = 0; i < OrdersPerSlot * Slot.Count; i++)
        {
            counts[Slot.Of(merchant, OrderId.Of($"order-{i}")).Number]++;
        }

        // Five standard deviations of a fair draw are 50: numbered orders must not crowd anywhere.
        Assert.All(counts, count => Assert.InRange(count, 50, 150));
    }
}
