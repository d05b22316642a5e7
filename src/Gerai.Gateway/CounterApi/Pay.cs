using System.Diagnostics;
using Gerai.Merchants;
using Gerai.Payments;

namespace Gerai.CounterApi;

/// <summary>POST /counter/v1/payments: books the money a cashier takes.</summary>
internal static class Pay
{
    public static async Task<CounterReply> HandleAsync(
        CounterCall call, PaymentProcessor processor, MerchantAccounts merchants, CancellationToken cancel)
    {
        if (!CounterJson.TryRead(call.Body, CounterJson.Strict.PaymentRequest, out var request, out var complaint)
            || !request.TryRead(call.Network, out var code, out var amount, out var reference, out complaint))
        {
            return CounterResponses.Malformed(complaint);
        }

        return await processor.PayAsync(call.Network, code, amount, reference, cancel) switch
        {
            Outcome.Applied paid => await BookedAsync(paid.Payment, merchants, cancel),
            Outcome.Unchanged same => await BookedAsync(same.Payment, merchants, cancel),
            Outcome.Rejected rejected => CounterResponses.Refused(rejected.Reason),
            _ => throw new UnreachableException("A payment is booked or rejected."),
        };
    }

    /// <summary>The answer for a booked payment; an advice gives the same.</summary>
    public static async Task<CounterReply> BookedAsync(
        Payment payment, MerchantAccounts merchants, CancellationToken cancel) =>
        CounterResponses.Booked(
            payment,
            await merchants.FindAsync(payment.Merchant, cancel)
                ?? throw new InvalidOperationException($"Payment {payment.Id} has no merchant."));
}
