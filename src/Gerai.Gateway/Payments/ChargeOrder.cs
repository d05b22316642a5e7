using Gerai.Stores;
using Gerai.Values;

namespace Gerai.Payments;

/// <summary>
/// What a merchant asks us to collect: well-formed, not yet checked against limits or other payments.
/// </summary>
internal sealed record ChargeOrder
{
    public required OrderId Order { get; init; }

    public required Rupiah Amount { get; init; }

    public required StoreChain Chain { get; init; }

    /// <summary>When the merchant took the order, if it says so; the time to pay counts from there.</summary>
    public DateTimeOffset? OrderedAt { get; init; }

    /// <summary>How long the code lives, if the merchant says so.</summary>
    public TimeSpan? TimeToPay { get; init; }

    public required PaymentDetails Details { get; init; }
}
