namespace Gerai.Payments;

/// <summary>How a payment stands. Stored by name.</summary>
internal enum PaymentStatus
{
    Pending,
    Settled,
    Cancelled,
    Expired,
    Reversed,
}
