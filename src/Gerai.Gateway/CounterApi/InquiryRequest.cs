using System.Text.Json.Serialization;
using Gerai.Stores;

namespace Gerai.CounterApi;

/// <summary>A cashier has typed a code: what does the customer owe?</summary>
internal sealed record InquiryRequest(
    [property: JsonPropertyName("payment_code")] string PaymentCode = "",
    [property: JsonPropertyName("terminal")] string Terminal = "")
{
    public bool TryRead(out PaymentCode code, out string complaint)
    {
        complaint = "";
        if (!Stores.PaymentCode.TryOf(PaymentCode, out code))
        {
            complaint = Complaints.PaymentCode;
        }
        else if (!CounterApi.Terminal.IsName(Terminal))
        {
            complaint = Complaints.Terminal;
        }

        return complaint == "";
    }
}
