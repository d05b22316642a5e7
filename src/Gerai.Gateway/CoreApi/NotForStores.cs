using System.Text.Json;
using Gerai.Wire;

namespace Gerai.CoreApi;

/// <summary>
/// Calls of the Core API that have no meaning at a counter: approve, deny, refund, capture and the business-to-business
/// status (protocol 1.11 to 1.14). They know whether the payment exists, and that is all they say.
/// </summary>
internal static class NotForStores
{
    public static async Task<Reply> HandleAsync(CoreApiCall call) => await call.FindPaymentAsync() is null
        ? call.No(Responses.TransactionNotFound)
        : call.No(Responses.CannotBeUpdated);

    /// <summary>POST /v2/capture names the payment in its body.</summary>
    public static async Task<Reply> HandleCaptureAsync(CoreApiCall call)
    {
        if (await Body.ReadAsync(call.Request, call.Options.BodyBytesMax, call.Cancel) is not { } body)
        {
            return call.No(Responses.Malformed);
        }

        using var document = WireJson.TryParse(body);
        switch (document?.RootElement.ValueKind)
        {
            case JsonValueKind.Null:
                return call.No(Responses.Broken);
            case JsonValueKind.Object:
                var complaints = new List<string>();
                var id = new FieldReader(document.RootElement, "", complaints)
                    .Text("transaction_id", 50, isRequired: true);
                return complaints.Count > 0
                    ? call.No(Responses.Invalid(complaints))
                    : await HandleAsync(call with { Id = id! });
            default:
                return call.No(Responses.Malformed);
        }
    }

    /// <summary>GET /v2/{id}/status/b2b: no payment at a counter is of that kind.</summary>
    public static Task<Reply> HandleBusinessStatusAsync(CoreApiCall call) =>
        Task.FromResult(call.No(Responses.TransactionNotFound));
}
