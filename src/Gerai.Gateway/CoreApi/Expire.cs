using Gerai.Payments;
using Gerai.Wire;

namespace Gerai.CoreApi;

/// <summary>POST /v2/{id}/expire: ends the time to pay before its end.</summary>
internal static class Expire
{
    public static Task<Reply> HandleAsync(CoreApiCall call) =>
        call.Idempotency.OnceAsync(call, claim => AnswerAsync(call, claim), call.Cancel);

    private static async Task<Reply> AnswerAsync(CoreApiCall call, IdempotencyClaim? claim)
    {
        if (await call.FindPaymentAsync() is not { } payment)
        {
            return call.No(Responses.TransactionNotFound);
        }

        var outcome = await call.Processor.ExpireAsync(payment.Id, claim, call.Cancel);
        return outcome is Outcome.Applied expired
            ? Reply.Success(TransactionBody.Expire(expired.Payment))
            : call.No(outcome);
    }
}
