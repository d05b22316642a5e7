namespace Gerai.Client;

/// <summary>An order to be paid at Alfamart, Alfamidi or DAN+DAN, with up to three rows on the receipt.</summary>
/// <example>
/// <code>
/// new AlfamartCharge("order-101", 44_000) { FreeText1 = "Thank you" }
/// </code>
/// </example>
public sealed record AlfamartCharge : ChargeRequest
{
    /// <summary>Charges an amount.</summary>
    /// <param name="orderId">Your own number of the order, 1 to 50 characters.</param>
    /// <param name="amount">What the customer pays, in whole rupiah.</param>
    /// <exception cref="ArgumentException">An argument is out of range.</exception>
    public AlfamartCharge(string orderId, long amount)
        : base(orderId, amount)
    {
    }

    /// <summary>Charges the sum of its items.</summary>
    /// <param name="orderId">Your own number of the order, 1 to 50 characters.</param>
    /// <param name="items">What is bought, at least one.</param>
    /// <exception cref="ArgumentException">An argument is out of range.</exception>
    public AlfamartCharge(string orderId, IReadOnlyList<LineItem> items)
        : base(orderId, items)
    {
    }

    /// <inheritdoc/>
    public override Store Store => Store.Alfamart;

    /// <summary>The first row on the receipt; cut to 40 characters, a <c>|</c> becomes a blank.</summary>
    public string? FreeText1 { get; init => field = Texts.ForCounter(value, Texts.FreeTextMax); }

    /// <summary>The second row on the receipt; as <see cref="FreeText1"/>.</summary>
    public string? FreeText2 { get; init => field = Texts.ForCounter(value, Texts.FreeTextMax); }

    /// <summary>The third row on the receipt; as <see cref="FreeText1"/>.</summary>
    public string? FreeText3 { get; init => field = Texts.ForCounter(value, Texts.FreeTextMax); }
}
