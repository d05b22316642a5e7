using Gerai.Client;

namespace SampleShop.Orders;

/// <summary>An order as it stands in the books.</summary>
public sealed record Order
{
    /// <summary>The end of the order's link; cannot be guessed, and opens the order to whoever has it.</summary>
    public required string Key { get; init; }

    /// <summary>What the gateway and the receipts call it.</summary>
    public required string Number { get; init; }

    public required OrderStatus Status { get; init; }

    public required Store Store { get; init; }

    /// <summary>What is to pay, in whole rupiah.</summary>
    public required long Total { get; init; }

    public required Buyer Buyer { get; init; }

    public required DateTimeOffset PlacedAt { get; init; }

    public string? PaymentCode { get; init; }

    /// <summary>The gateway's own page of the payment, if it has one; opens to whoever has it.</summary>
    public string? PaymentPage { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    public IReadOnlyList<OrderLine> Lines { get; init; } = [];

    /// <summary>Every change so far, the oldest first.</summary>
    public IReadOnlyList<OrderEvent> History { get; init; } = [];
}

/// <summary>Who buys.</summary>
public sealed record Buyer(string Name, string Email, string Phone)
{
    // A log is no place for a customer.
    public override string ToString() => "a buyer";
}

/// <summary>What was bought, at the price of that day. Delivery is a line too.</summary>
public sealed record OrderLine(string Name, long Price, int Quantity)
{
    public long Total => Price * Quantity;
}

/// <summary>A change of an order and when it happened.</summary>
public sealed record OrderEvent(OrderStatus Status, DateTimeOffset At);
