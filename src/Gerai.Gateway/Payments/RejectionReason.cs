namespace Gerai.Payments;

/// <summary>
/// Every way to say no, in order of precedence. Each protocol says it in its own words: a new reason does not compile
/// until every protocol can.
/// </summary>
internal enum RejectionReason
{
    /// <summary>The same idempotency key is being worked on by another request.</summary>
    StillRunning,

    /// <summary>The merchant's customers may not pay at this chain.</summary>
    StoreNotActivated,

    AmountTooSmall,

    AmountTooLarge,

    /// <summary>The end of the charge lies in the past already.</summary>
    ExpiryInThePast,

    /// <summary>Another payment with this order id is pending or paid.</summary>
    OrderIdInUse,

    NoPaymentCodeLeft,

    PaymentNotFound,

    /// <summary>The code belongs to another chain than the one that asks.</summary>
    WrongChain,

    /// <summary>The merchant's account is switched off.</summary>
    MerchantClosed,

    AlreadyReversed,

    AlreadyCancelled,

    CodeExpired,

    AlreadyPaid,

    /// <summary>The network took this reference back before its payment came.</summary>
    ReferenceVoided,

    AmountDiffers,

    /// <summary>There is no booked payment under this reference to take back.</summary>
    NotPaid,

    /// <summary>The chain does not take payments back.</summary>
    ReversalNotOffered,

    /// <summary>So many references were taken back before their payment that something is wrong.</summary>
    TooManyReversals,
}
