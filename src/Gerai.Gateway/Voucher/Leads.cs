using Gerai.Merchants;
using Gerai.Payments;
using Microsoft.AspNetCore.WebUtilities;

namespace Gerai.Voucher;

/// <summary>Where the page of a payment leads on to: the merchant's page for how the payment stands.</summary>
internal sealed class Leads(IRedirectParameters parameters)
{
    /// <returns>The address with its parameters; null when the merchant has none for this.</returns>
    public string? Of(RedirectUrls urls, Payment payment)
    {
        var url = payment.Status switch
        {
            // Who goes back before paying; a merchant with a page for every customer has it at finish.
            PaymentStatus.Pending => urls.Unfinish ?? urls.Finish,
            PaymentStatus.Settled => urls.Finish,
            PaymentStatus.Expired or PaymentStatus.Cancelled or PaymentStatus.Reversed => urls.Error,
        };
        return url is null ? null : QueryHelpers.AddQueryString(url.Text, parameters.Of(payment));
    }
}
