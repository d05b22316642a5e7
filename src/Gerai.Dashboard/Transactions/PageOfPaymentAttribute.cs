using Gerai.Dashboard.Frame;
using Gerai.Payments;
using Gerai.Values;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Gerai.Dashboard.Transactions;

/// <summary>Stands on the page of one payment, whose transaction id is in the address.</summary>
/// <remarks>Public, as Razor makes the pages.</remarks>
[AttributeUsage(AttributeTargets.Class)]
public sealed class PageOfPaymentAttribute : PageOfOneAttribute
{
    internal override async Task<bool> IsThereAsync(HttpContext context)
    {
        var processor = context.RequestServices.GetRequiredService<PaymentProcessor>();
        return TransactionId.TryParse((string)context.GetRouteValue("id")!, out var id)
            && await processor.FindAsync(id, context.RequestAborted) is { } payment
            && payment.Merchant == Visit.Of(context.User)!.Merchant;
    }
}
