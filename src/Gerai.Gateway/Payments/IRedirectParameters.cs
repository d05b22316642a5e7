namespace Gerai.Payments;

/// <summary>
/// Knows what a merchant's page is told of a payment in its address when a customer is led there. It is no proof of
/// anything: who is led can write whatever they like.
/// </summary>
internal interface IRedirectParameters
{
    /// <returns>Names and values, not yet encoded.</returns>
    IReadOnlyList<KeyValuePair<string, string?>> Of(Payment payment);
}
