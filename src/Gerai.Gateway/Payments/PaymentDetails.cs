namespace Gerai.Payments;

/// <summary>What a charge says beyond order, amount and store. Never changes once the payment is open.</summary>
internal sealed record PaymentDetails
{
    /// <summary>The label on the cashier's screen.</summary>
    public string? Message { get; init; }

    /// <summary>The merchant's own rows on the Alfamart receipt, at most three.</summary>
    public IReadOnlyList<string> ReceiptRows { get; init; } = [];

    public Customer? Customer { get; init; }

    public IReadOnlyList<Item> Items { get; init; } = [];

    public string? CustomField1 { get; init; }

    public string? CustomField2 { get; init; }

    public string? CustomField3 { get; init; }

    /// <summary>Any JSON value, as compact text, given back as it came.</summary>
    public string? Metadata { get; init; }

    /// <summary>Told instead of the merchant's own addresses, when not empty (protocol 1.44).</summary>
    public IReadOnlyList<string> NotifyInstead { get; init; } = [];

    /// <summary>Told as well (protocol 1.43).</summary>
    public IReadOnlyList<string> NotifyAlso { get; init; } = [];
}

/// <summary>Who pays. Addresses are kept as the JSON text they came as.</summary>
internal sealed record Customer
{
    public string? FirstName { get; init; }

    public string? LastName { get; init; }

    public string? Email { get; init; }

    public string? Phone { get; init; }

    public string? BillingAddress { get; init; }

    public string? ShippingAddress { get; init; }

    public string? FullName => $"{FirstName} {LastName}".Trim() is { Length: > 0 } name ? name : null;
}

/// <summary>One line of what is bought; a discount has a negative price.</summary>
internal sealed record Item
{
    public string? Id { get; init; }

    public required string Name { get; init; }

    public required long Price { get; init; }

    public required long Quantity { get; init; }

    public string? Brand { get; init; }

    public string? Category { get; init; }

    public string? MerchantName { get; init; }

    public string? Url { get; init; }
}
