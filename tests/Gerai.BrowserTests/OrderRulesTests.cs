using Gerai.Client;
using SampleShop.Orders;

namespace Gerai.BrowserTests;

/// <summary>What news of a payment makes of an order of the sample shop.</summary>
public sealed class OrderRulesTests
{
    [Theory]
    [InlineData(OrderStatus.Placed, TransactionStatus.Pending, OrderStatus.Awaiting)]
    [InlineData(OrderStatus.Placed, TransactionStatus.Settled, OrderStatus.Paid)]
    [InlineData(OrderStatus.Awaiting, TransactionStatus.Settled, OrderStatus.Paid)]
    [InlineData(OrderStatus.Awaiting, TransactionStatus.Expired, OrderStatus.Expired)]
    [InlineData(OrderStatus.Awaiting, TransactionStatus.Cancelled, OrderStatus.Cancelled)]
    [InlineData(OrderStatus.Awaiting, TransactionStatus.Denied, OrderStatus.Refused)]
    [InlineData(OrderStatus.Expired, TransactionStatus.Settled, OrderStatus.Paid)]
    [InlineData(OrderStatus.Cancelled, TransactionStatus.Settled, OrderStatus.Paid)]
    [InlineData(OrderStatus.Paid, TransactionStatus.Denied, OrderStatus.Reversed)]
    public void News_moves_an_order_forwards(OrderStatus order, TransactionStatus payment, OrderStatus expected) =>
        Assert.Equal(expected, OrderRules.After(order, payment));

    [Theory]
    [InlineData(OrderStatus.Awaiting, TransactionStatus.Pending)]
    [InlineData(OrderStatus.Paid, TransactionStatus.Pending)]
    [InlineData(OrderStatus.Paid, TransactionStatus.Settled)]
    [InlineData(OrderStatus.Paid, TransactionStatus.Expired)]
    [InlineData(OrderStatus.Paid, TransactionStatus.Cancelled)]
    [InlineData(OrderStatus.Reversed, TransactionStatus.Settled)]
    [InlineData(OrderStatus.Cancelled, TransactionStatus.Expired)]
    [InlineData(OrderStatus.Awaiting, TransactionStatus.Other)]
    public void Old_and_unknown_news_changes_nothing(OrderStatus order, TransactionStatus payment) =>
        Assert.Null(OrderRules.After(order, payment));
}
