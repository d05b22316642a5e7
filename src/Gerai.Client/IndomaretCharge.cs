namespace Gerai.Client;

/// <summary>
/// An order to be paid at Indomaret. The receipt shows the customer's name and the items. Indomaret may take a payment
/// back within minutes: <see cref="TransactionStatus.Denied"/>.
/// </summary>
public sealed record IndomaretCharge : ChargeRequest
{
    /// <summary>Charges an amount.</summary>
    /// <param name="orderId">Your own number of the order, 1 to 50 characters.</param>
    /// <param name="amount">What the customer pays, in whole rupiah; at least 10,000.</param>
    /// <exception cref="ArgumentException">An argument is out of range.</exception>
    public IndomaretCharge(string orderId, long amount)
        : base(orderId, amount)
    {
    }

    /// <summary>Charges the sum of its items.</summary>
    /// <param name="orderId">Your own number of the order, 1 to 50 characters.</param>
    /// <param name="items">What is bought, at least one.</param>
    /// <exception cref="ArgumentException">An argument is out of range.</exception>
    public IndomaretCharge(string orderId, IReadOnlyList<LineItem> items)
        : base(orderId, items)
    {
    }

    /// <inheritdoc/>
    public override Store Store => Store.Indomaret;
}
