namespace Gerai.Client;

/// <summary>
/// Where a payment stands. The word of the wire (<c>transaction_status</c>) is in
/// <see cref="Transaction.StatusText"/>.
/// </summary>
public enum TransactionStatus
{
    /// <summary>A status this version does not know. Treat it as not paid, and read
    /// <see cref="Transaction.StatusText"/>.</summary>
    Other = 0,

    /// <summary><c>pending</c>: the code is given out, and the customer has not paid yet.</summary>
    Pending = 1,

    /// <summary><c>settlement</c>: the store has taken the money.</summary>
    Settled = 2,

    /// <summary><c>expire</c>: not paid in time, or ended by
    /// <see cref="IGeraiClient.ExpireAsync(string, CancellationToken)"/>.</summary>
    Expired = 3,

    /// <summary><c>cancel</c>: called off before it was paid.</summary>
    Cancelled = 4,

    /// <summary><c>deny</c>: refused; at Indomaret also a payment that the store took back some minutes after it was
    /// settled. The order is unpaid.</summary>
    Denied = 5,

    /// <summary><c>failure</c>: a rare failure on the gateway's side. The order is unpaid.</summary>
    Failed = 6,
}
