using System.Diagnostics;
using Gerai.Payments;
using Gerai.Wire;

namespace Gerai.CoreApi;

/// <summary>POST /v2/charge: opens a payment and answers with the code to show the customer.</summary>
internal static class Charge
{
    public static async Task<Reply> HandleAsync(CoreApiCall call)
    {
        if (await Body.ReadAsync(call.Request, call.Options.BodyBytesMax, call.Cancel) is not { } body)
        {
            return call.No(Responses.Malformed);
        }

        var reading = ChargeRequest.Read(body);
        return reading switch
        {
            ChargeReading.Malformed => call.No(Responses.Malformed),
            ChargeReading.Nothing => call.No(Responses.Broken),
            _ => await call.Idempotency.OnceAsync(call, claim => AnswerAsync(call, reading, claim), call.Cancel),
        };
    }

    private static async Task<Reply> AnswerAsync(CoreApiCall call, ChargeReading reading, IdempotencyClaim? claim)
    {
        switch (reading)
        {
            case ChargeReading.Invalid invalid:
                return call.No(Responses.Invalid(invalid.Complaints));
            case ChargeReading.OtherPaymentType:
                return call.No(Responses.ChannelNotActivated);
            case ChargeReading.Understood understood:
                var order = WithNotifyHeaders(call, understood.Order);
                var outcome = await call.Processor.OpenAsync(call.Merchant, order, claim, call.Cancel);
                return outcome is Outcome.Applied opened
                    ? call.Opened(opened.Payment)
                    : call.No(outcome, call.Stores.Of(order.Chain));
            default:
                throw new UnreachableException("A charge that was read is one of these.");
        }
    }

    private static ChargeOrder WithNotifyHeaders(CoreApiCall call, ChargeOrder order) => order with
    {
        Details = order.Details with
        {
            NotifyInstead = NotifyHeaders.Override(call.Request.Headers, call.Log),
            NotifyAlso = NotifyHeaders.Append(call.Request.Headers, call.Log),
        },
    };
}
