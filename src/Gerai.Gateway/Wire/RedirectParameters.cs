using Gerai.Payments;

namespace Gerai.Wire;

/// <summary>The Core API's words in the address of a merchant's page (protocol 6.43).</summary>
internal sealed class RedirectParameters : IRedirectParameters
{
    // The code is that of a status answer (protocol 3.23): it is what the merchant hears who now asks.
    public IReadOnlyList<KeyValuePair<string, string?>> Of(Payment payment) =>
    [
        new("order_id", payment.Order.Text),
        new("status_code", TransactionBody.StatusCode(payment.Status)),
        new("transaction_status", WireFormat.Status(payment.Status)),
    ];
}
