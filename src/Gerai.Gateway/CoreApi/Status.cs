using Gerai.Wire;

namespace Gerai.CoreApi;

/// <summary>GET /v2/{id}/status: how a payment stands now.</summary>
internal static class Status
{
    public static async Task<Reply> HandleAsync(CoreApiCall call) =>
        await call.FindPaymentAsync() is { } payment
            ? Reply.Success(TransactionBody.Status(payment, call.Key.Text))
            : call.No(Responses.TransactionNotFound);
}
