using Gerai.Nodes;
using Gerai.Values;

namespace Gerai.Tests.Nodes;

/// <summary>What is whose, for any number of nodes.</summary>
public sealed class NodePlaceTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(16)]
    public void Each_slot_is_one_nodes_and_the_parts_of_a_limit_are_the_limit(int count)
    {
        var places = Enumerable.Range(0, count).Select(index => new NodePlace(index, count)).ToList();

        Assert.All(
            Enumerable.Range(0, Slot.Count),
            slot => Assert.Single(places, place => place.Slots.Contains(Slot.Of(slot))));
        Assert.Equal(16, places.Sum(place => place.ShareOf(16)));
    }

    [Fact]
    public void Nobody_has_less_than_one_and_who_is_gone_has_no_slots()
    {
        Assert.All(Enumerable.Range(0, 5), index => Assert.Equal(1, new NodePlace(index, 5).ShareOf(3)));
        Assert.Equal(1, NodePlace.Gone.ShareOf(16));
        Assert.All(Enumerable.Range(0, Slot.Count), slot => Assert.False(NodePlace.Gone.Slots.Contains(Slot.Of(slot))));
    }
}
