using System.Diagnostics;
using Gerai.Payments;

namespace Gerai.CounterApi;

/// <summary>POST /counter/v1/inquiries: tells a cashier what a customer owes for a code.</summary>
internal static class Inquire
{
    public static async Task<CounterReply> HandleAsync(
        CounterCall call, PaymentProcessor processor, CancellationToken cancel)
    {
        if (!CounterJson.TryRead(call.Body, CounterJson.Strict.InquiryRequest, out var request, out var complaint)
            || !request.TryRead(out var code, out complaint))
        {
            return CounterResponses.Malformed(complaint);
        }

        var (outcome, merchant) = await processor.InquireAsync(call.Network, code, cancel);
        return outcome switch
        {
            Outcome.Applied prolonged => CounterResponses.Inquired(prolonged.Payment, merchant!),
            Outcome.Unchanged same => CounterResponses.Inquired(same.Payment, merchant!),
            Outcome.Rejected rejected => CounterResponses.Refused(rejected.Reason),
            _ => throw new UnreachableException("An inquiry finds a payment or is rejected."),
        };
    }
}
