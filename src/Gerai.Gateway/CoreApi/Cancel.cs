using Gerai.Payments;
using Gerai.Wire;

namespace Gerai.CoreApi;

/// <summary>POST /v2/{id}/cancel: ends a payment that nobody has paid yet.</summary>
internal static class Cancel
{
    public static Task<Reply> HandleAsync(CoreApiCall call) =>
        call.Idempotency.OnceAsync(call, claim => AnswerAsync(call, claim), call.Cancel);

    private static async Task<Reply> AnswerAsync(CoreApiCall call, IdempotencyClaim? claim)
    {
        if (await call.FindPaymentAsync() is not { } payment)
        {
            return call.No(Responses.TransactionNotFound);
        }

        var outcome = await call.Processor.CancelAsync(payment.Id, claim, call.Cancel);
        return outcome is Outcome.Applied cancelled
            ? Reply.Success(TransactionBody.Cancel(cancelled.Payment))
            : call.No(outcome);
    }
}
