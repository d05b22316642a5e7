using Gerai.Client;

namespace SampleShop.Orders;

/// <summary>Where an order stands, in the shop's own words.</summary>
public enum OrderStatus
{
    /// <summary>Written down; the payment code has not come yet.</summary>
    Placed,

    /// <summary>The customer has a code to pay with.</summary>
    Awaiting,

    /// <summary>The store has taken the money: send the goods.</summary>
    Paid,

    /// <summary>Called off before it was paid.</summary>
    Cancelled,

    /// <summary>Nobody paid in time.</summary>
    Expired,

    /// <summary>The store took the payment back some minutes later: keep the goods.</summary>
    Reversed,

    /// <summary>The payment could not be opened.</summary>
    Refused,
}

/// <summary>What news of a payment makes of an order. Pure, so that it can be read and tested on its own.</summary>
public static class OrderRules
{
    /// <returns>The new status; null when the news changes nothing, because it is old, or known.</returns>
    public static OrderStatus? After(OrderStatus order, TransactionStatus payment) => payment switch
    {
        TransactionStatus.Pending when order is OrderStatus.Placed => OrderStatus.Awaiting,

        // Money that has been taken is money, also when we had given the order up.
        TransactionStatus.Settled when order is not (OrderStatus.Paid or OrderStatus.Reversed) => OrderStatus.Paid,
        TransactionStatus.Expired when IsOpen(order) => OrderStatus.Expired,
        TransactionStatus.Cancelled when IsOpen(order) => OrderStatus.Cancelled,
        TransactionStatus.Denied or TransactionStatus.Failed when order is OrderStatus.Paid => OrderStatus.Reversed,
        TransactionStatus.Denied or TransactionStatus.Failed when IsOpen(order) => OrderStatus.Refused,
        _ => null,
    };

    public static bool IsOpen(OrderStatus order) => order is OrderStatus.Placed or OrderStatus.Awaiting;
}
