using Gerai.Stores;
using Gerai.Values;

namespace Gerai.Payments;

/// <summary>One order at a counter, as it stands at one version; a change makes the next version.</summary>
internal sealed record Payment
{
    public required TransactionId Id { get; init; }

    public required MerchantId Merchant { get; init; }

    public required OrderId Order { get; init; }

    public required StoreChain Chain { get; init; }

    public required PaymentCode Code { get; init; }

    public required CodeNumber CodeNumber { get; init; }

    public required Rupiah Amount { get; init; }

    public required PaymentStatus Status { get; init; }

    /// <summary>1 when opened, one more with each change.</summary>
    public required int Version { get; init; }

    public required DateTimeOffset OpenedAt { get; init; }

    /// <summary>What the merchant and the customer are told.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>
    /// The end itself: <see cref="ExpiresAt"/>, or a little later when a cashier asked just before it (protocol 5.14).
    /// </summary>
    public required DateTimeOffset PayableUntil { get; init; }

    public DateTimeOffset? SettledAt { get; init; }

    /// <summary>Under which number the store network booked the money.</summary>
    public StoreReference? Reference { get; init; }

    /// <summary>References taken back before their payment came; that payment must then not be booked.</summary>
    public ReferenceSet VoidedReferences { get; init; }

    public required PaymentDetails Details { get; init; }

    public Slot Slot => Id.Slot;

    /// <summary>
    /// The payment as it is at a moment: once its time is over it is expired, whether or not that has been written
    /// down yet (protocol 5.17).
    /// </summary>
    public Payment AsOf(DateTimeOffset now) =>
        PaymentStateMachine.Apply(this, new PaymentCommand.Lapse(now), mayReverse: false) is Outcome.Applied lapsed
            ? lapsed.Payment
            : this;
}
