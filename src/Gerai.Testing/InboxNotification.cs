using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Gerai.Testing;

/// <summary>A notification as it stood on the wire: raw body, headers, and the fields that tests ask for.</summary>
public sealed class InboxNotification
{
    private readonly byte[] body;
    private readonly JsonObject fields;

    internal InboxNotification(string address, IEnumerable<KeyValuePair<string, string>> headers, byte[] body)
    {
        Address = address;
        Headers = new Dictionary<string, string>(headers, StringComparer.OrdinalIgnoreCase);
        this.body = body;
        fields = Read(body);
    }

    /// <summary>Where it was sent to.</summary>
    public string Address { get; }

    /// <summary>The body, byte for byte: what a signature is verified from.</summary>
    public ReadOnlyMemory<byte> RawBody => body;

    /// <summary>The body as text.</summary>
    public string Text => Encoding.UTF8.GetString(body);

    /// <summary>The headers by name, whichever case it is written in, such as <c>webhook-signature</c>.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; }

    /// <summary>The merchant's own number for the order.</summary>
    public string OrderId => this["order_id"] ?? "";

    /// <summary>The gateway's number for the payment.</summary>
    public string TransactionId => this["transaction_id"] ?? "";

    /// <summary>
    /// <c>pending</c>, <c>settlement</c>, <c>expire</c>, <c>cancel</c>, or <c>deny</c> after a reversal.
    /// </summary>
    public string TransactionStatus => this["transaction_status"] ?? "";

    /// <summary>The amount as it is written and signed: rupiah with two decimals, such as <c>44000.00</c>.</summary>
    public string GrossAmount => this["gross_amount"] ?? "";

    /// <summary>SHA-512 over order id, status code, amount and server key, in lower-case hex.</summary>
    public string SignatureKey => this["signature_key"] ?? "";

    /// <summary>The same at every attempt to tell the same thing (header <c>webhook-id</c>).</summary>
    public string EventId => Headers.GetValueOrDefault("webhook-id", "");

    /// <summary>Which attempt it is, 1 for the first (header <c>X-Gerai-Attempt</c>).</summary>
    public int Attempt =>
        int.TryParse(Headers.GetValueOrDefault("X-Gerai-Attempt"), CultureInfo.InvariantCulture, out var number)
            ? number
            : 0;

    /// <summary>Any member of the body as text; null when it is not there.</summary>
    /// <param name="field">Its name on the wire, such as <c>settlement_time</c>.</param>
    public string? this[string field] => fields[field]?.ToString();

    /// <summary>
    /// The same request again, to hand to a shop that listens on no port, such as one hosted by WebApplicationFactory:
    /// <c>await shop.CreateClient().SendAsync(told.ToRequest("/payments/notify"))</c>.
    /// </summary>
    /// <param name="address">Where to, absolute or relative to the client's base address.</param>
    public HttpRequestMessage ToRequest(string address)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(body) };
        foreach (var (name, value) in Headers.Where(header => !IsOfTheConnection(header.Key)))
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
            {
                request.Content.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return request;
    }

    /// <summary>Order and state, for messages of failed tests.</summary>
    public override string ToString() => $"{TransactionStatus} of {OrderId}";

    private static bool IsOfTheConnection(string header) =>
        header.ToUpperInvariant() is "HOST" or "CONNECTION" or "CONTENT-LENGTH" or "TRANSFER-ENCODING";

    private static JsonObject Read(byte[] body)
    {
        try
        {
            return JsonNode.Parse(body) as JsonObject ?? [];
        }
        catch (JsonException)
        {
            // Whatever was posted to the inbox is heard; that it has no fields is for the test to notice.
            return [];
        }
    }
}
