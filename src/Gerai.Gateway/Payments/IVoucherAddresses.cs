using Gerai.Values;

namespace Gerai.Payments;

/// <summary>Knows the address of a payment's page for its customer; who has it can see the page.</summary>
internal interface IVoucherAddresses
{
    /// <param name="payment">Whose page it is.</param>
    /// <param name="askedAt">Scheme and host that the merchant called, when no setting says where customers do.</param>
    /// <returns>An absolute address.</returns>
    string Of(TransactionId payment, string askedAt);
}
