using Gerai.Payments;
using Gerai.Stores;
using Gerai.Tests.Support;

namespace Gerai.Tests.Payments;

public sealed class ReferenceSetTests
{
    [Fact]
    public void It_holds_what_was_put_in_and_is_read_back_from_its_text()
    {
        var (first, second) = (Some.Reference("A-1"), Some.Reference("A-1", StoreChain.Alfamart));
        var set = ReferenceSet.Of(default(ReferenceSet).With(first).Text);

        Assert.True(set.Contains(first));
        Assert.False(set.Contains(second));
        Assert.True(set.With(second).Contains(second));
        Assert.Equal("indomaret-sandbox A-1 alfamart-sandbox A-1", set.With(second).Text);
    }

    [Fact]
    public void An_empty_one_equals_one_that_was_read_from_no_text()
    {
        Assert.Equal("", default(ReferenceSet).Text);
        Assert.False(default(ReferenceSet).Contains(Some.Reference()));
        Assert.Equal(default, ReferenceSet.Of(""));
    }

    [Fact]
    public void A_network_and_a_number_that_stand_side_by_side_by_chance_are_no_reference()
    {
        var set = default(ReferenceSet).With(StoreReference.Of("a", "b")).With(StoreReference.Of("c", "d"));

        Assert.False(set.Contains(StoreReference.Of("b", "c")));
    }

    [Fact]
    public void It_is_full_with_twenty()
    {
        var set = default(ReferenceSet);
        for (var i = 0; i < ReferenceSet.CountMax; i++)
        {
            Assert.False(set.IsFull);
            set = set.With(Some.Reference($"R{i}"));
        }

        Assert.True(set.IsFull);
    }
}
