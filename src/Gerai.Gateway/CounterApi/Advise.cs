using System.Diagnostics;
using Gerai.Merchants;
using Gerai.Payments;

namespace Gerai.CounterApi;

/// <summary>POST /counter/v1/advices: takes note of money that is in the till already, whatever it fits.</summary>
internal static class Advise
{
    public static async Task<CounterReply> HandleAsync(
        CounterCall call, CounterDesk desk, MerchantAccounts merchants, CancellationToken cancel)
    {
        if (!CounterJson.TryRead(call.Body, CounterJson.Strict.PaymentRequest, out var request, out var complaint)
            || !request.TryRead(call.Network, out var code, out var amount, out var reference, out complaint))
        {
            return CounterResponses.Malformed(complaint);
        }

        return await desk.AdviseAsync(call.Network, code, amount, reference, cancel) switch
        {
            AdviceOutcome.Booked booked => await Pay.BookedAsync(booked.Payment, merchants, cancel),
            AdviceOutcome.Unmatched kept => CounterResponses.Unmatched(code, amount, reference, kept.Reason),
            _ => throw new UnreachableException("An advice is booked or kept."),
        };
    }
}
