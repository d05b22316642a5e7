using Gerai.Values;

namespace Gerai.Tests.Values;

public sealed class OrderIdTests
{
    // Protocol 2.9 to 2.11: what official clients and the documentation charge with.
    [Theory]
    [InlineData("order-101")]
    [InlineData("a")]
    [InlineData("~")]
    [InlineData("py-test 2026-01-15 10:00:00")]
    [InlineData("2016-11-14 11:54:03 +0800")]
    [InlineData("INV#7/2026")]
    [InlineData(" leading")]
    public void Printable_text_is_an_order_id_and_stays_as_it_is(string text)
    {
        Assert.True(OrderId.TryOf(text, out var order));
        Assert.Equal(text, order.Text);
        Assert.Equal(text, order.ToString());
        Assert.Equal(order, OrderId.Of(text));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("   ")]
    [InlineData("tab\there")]
    [InlineData("line\nbreak")]
    [InlineData("zero\0")]
    [InlineData("delete\u007f")]
    [InlineData("kopi \u00e9")]
    public void Blanks_control_characters_and_foreign_letters_are_no_order_id(string? text)
    {
        Assert.False(OrderId.TryOf(text, out _));
        Assert.Throws<ArgumentException>(() => OrderId.Of(text!));
    }

    [Fact]
    public void An_order_id_has_at_most_50_characters_2_9()
    {
        Assert.True(OrderId.TryOf(new string('x', 50), out _));
        Assert.False(OrderId.TryOf(new string('x', 51), out _));
    }

    [Fact]
    public void Case_tells_orders_apart() => Assert.NotEqual(OrderId.Of("a"), OrderId.Of("A"));
}
