using System.Text.Json.Serialization;
using Gerai.Stores;

namespace Gerai.CounterApi;

/// <summary>A network wants out of a payment, whether or not it heard that it was booked.</summary>
internal sealed record ReversalRequest(
    [property: JsonPropertyName("payment_code")] string PaymentCode = "",
    [property: JsonPropertyName("reference")] string Reference = "",
    [property: JsonPropertyName("terminal")] string Terminal = "")
{
    public bool TryRead(StoreNetwork network, out PaymentCode code, out StoreReference reference, out string complaint)
    {
        complaint = "";
        reference = default;
        if (!Stores.PaymentCode.TryOf(PaymentCode, out code))
        {
            complaint = Complaints.PaymentCode;
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
