using System.Text.Json.Serialization;
using Gerai.Stores;
using Gerai.Values;

namespace Gerai.CounterApi;

/// <summary>A network books money it takes now (payment) or has taken already (advice).</summary>
internal sealed record PaymentRequest(
    [property: JsonPropertyName("payment_code")] string PaymentCode = "",
    [property: JsonPropertyName("amount")] long Amount = 0,
    [property: JsonPropertyName("reference")] string Reference = "",
    [property: JsonPropertyName("terminal")] string Terminal = "")
{
    public bool TryRead(
        StoreNetwork network,
        out PaymentCode code,
        out Rupiah amount,
        out StoreReference reference,
        out string complaint)
    {
        complaint = "";
        amount = default;
        reference = default;
        if (!Stores.PaymentCode.TryOf(PaymentCode, out code))
        {
            complaint = Complaints.PaymentCode;
        }
        else if (!Rupiah.TryOf(Amount, out amount))
        {
            complaint = Complaints.Amount;
        }
        else if (!StoreReference.TryOf(network.Name, Reference, out reference))
        {
            complaint = Complaints.Reference;
        }
        else if (!CounterApi.Terminal.IsName(Terminal))
        {
            complaint = Complaints.Terminal;
        }

        return complaint == "";
    }
}
