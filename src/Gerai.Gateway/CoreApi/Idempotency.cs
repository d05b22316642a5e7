using Gerai.Payments;
using Gerai.Wire;

namespace Gerai.CoreApi;

/// <summary>
/// Answers a repeated request like the first one (protocol 1e): by merchant and key, whatever the endpoint and the
/// body, for five minutes, and only if the first one succeeded.
/// </summary>
internal sealed class Idempotency(IIdempotencyRepository keys, PaymentProcessor processor, TimeProvider time)
{
    private const string Header = "Idempotency-Key";

    // A longer key is ignored, not refused (protocol 1.38).
    private const int KeyLengthMax = 46;

    public async Task<Reply> OnceAsync(
        CoreApiCall call, Func<IdempotencyClaim?, Task<Reply>> answer, CancellationToken cancel)
    {
        if (KeyOf(call) is not { } key)
        {
            return await answer(null);
        }

        return await keys.ClaimAsync(call.Merchant.Id, key, time.GetUtcNow(), cancel) switch
        {
            IdempotencyState.Answered answered => await TellAgainAsync(call, answered, cancel),
            IdempotencyState.Claimed claimed => await AnswerAsync(claimed.Claim, answer),
            _ => call.No(Responses.StillRunning),
        };
    }

    private static string? KeyOf(CoreApiCall call)
    {
        var key = call.Request.Headers[Header].ToString().Trim();

        // Not only a longer one: what is not printable could not be stored everywhere.
        return key.Length is > 0 and <= KeyLengthMax && Values.OrderId.IsPrintable(key) ? key : null;
    }

    private async Task<Reply> AnswerAsync(IdempotencyClaim claim, Func<IdempotencyClaim?, Task<Reply>> answer)
    {
        Reply? reply = null;
        try
        {
            return reply = await answer(claim);
        }
        finally
        {
            if (reply is not { IsSuccess: true })
            {
                // Not with the request's own token: also a client that hung up may try again with this key.
                await keys.ReleaseAsync(claim, CancellationToken.None);
            }
        }
    }

    // Which call it was follows from what it did: opened, cancelled or expired.
    private async Task<Reply> TellAgainAsync(
        CoreApiCall call, IdempotencyState.Answered answered, CancellationToken cancel)
    {
        var payment = await processor.FindVersionAsync(answered.Id, answered.Version, cancel)
            ?? throw new InvalidOperationException($"Payment {answered.Id} has no version {answered.Version}.");
        return payment.Status switch
        {
            PaymentStatus.Cancelled => Reply.Success(TransactionBody.Cancel(payment)),
            PaymentStatus.Expired => Reply.Success(TransactionBody.Expire(payment)),
            PaymentStatus.Pending or PaymentStatus.Settled or PaymentStatus.Reversed => call.Opened(payment),
        };
    }
}
