namespace Gerai.Client;

/// <summary>The chain of stores at whose counters a payment is made (<c>cstore.store</c> on the wire).</summary>
public enum Store
{
    /// <summary>A chain this version does not know; its name stands in <see cref="Transaction.StoreText"/>.</summary>
    Other = 0,

    /// <summary><c>alfamart</c>: Alfamart, Alfamidi and DAN+DAN.</summary>
    Alfamart = 1,

    /// <summary><c>indomaret</c>: Indomaret. A payment can be taken back within minutes; see
    /// <see cref="TransactionStatus.Denied"/>.</summary>
    Indomaret = 2,
}
