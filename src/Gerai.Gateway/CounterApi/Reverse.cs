using System.Diagnostics;
using Gerai.Payments;

namespace Gerai.CounterApi;

/// <summary>POST /counter/v1/reversals: takes a payment back, or sees to it that it will not be booked.</summary>
internal static class Reverse
{
    public static async Task<CounterReply> HandleAsync(CounterCall call, CounterDesk desk, CancellationToken cancel)
    {
        if (!CounterJson.TryRead(call.Body, CounterJson.Strict.ReversalRequest, out var request, out var complaint)
            || !request.TryRead(call.Network, out var code, out var reference, out complaint))
        {
            return CounterResponses.Malformed(complaint);
        }

        return await desk.ReverseAsync(call.Network, code, reference, cancel) switch
        {
            Outcome.Applied or Outcome.Unchanged or Outcome.Returned => CounterResponses.Reversed(code, reference),
            Outcome.Rejected rejected => CounterResponses.Refused(rejected.Reason),
            _ => throw new UnreachableException("A reversal is done or rejected."),
        };
    }
}
