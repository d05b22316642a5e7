using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Gerai.LoadTests.Sdk;

/// <summary>
/// What a shop writes without the client: <see cref="HttpClient"/> and <see cref="JsonDocument"/>. Sends the same bytes
/// and reads the same fields, and neither tries again nor measures.
/// </summary>
internal sealed class HandWritten : IDisposable
{
    private static readonly TimeSpan Jakarta = TimeSpan.FromHours(7);

    private readonly HttpClient http;
    private readonly string serverKey;

    public HandWritten(Uri address, string serverKey)
    {
        this.serverKey = serverKey;
        http = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromSeconds(30) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(serverKey + ":")));
        http.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        http.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("Gerai.Client", "0.1.0"));
    }

    public async Task<Payment> ChargeAsync(string orderId, long amount)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new
        {
            payment_type = "cstore",
            transaction_details = new { order_id = orderId, gross_amount = amount },
            cstore = new { store = "alfamart" },
        });
        using var request = new HttpRequestMessage(HttpMethod.Post, "v2/charge");
        request.Content = new ByteArrayContent(body);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add("Idempotency-Key", RandomNumberGenerator.GetHexString(32, lowercase: true));
        using var response = await http.SendAsync(request);
        await using var stream = await response.Content.ReadAsStreamAsync();
        using var document = await JsonDocument.ParseAsync(stream);
        return Read(document.RootElement);
    }

    /// <summary>Null for what is not signed with the server key.</summary>
    public Payment? Verified(byte[] body)
    {
        using var document = JsonDocument.Parse(body);
        var root = document.RootElement;
        var signed = root.GetProperty("order_id").GetString() + root.GetProperty("status_code").GetString()
            + root.GetProperty("gross_amount").GetString() + serverKey;
        var expected = SHA512.HashData(Encoding.UTF8.GetBytes(signed));
        var given = Convert.FromHexString(root.GetProperty("signature_key").GetString()!);
        return CryptographicOperations.FixedTimeEquals(expected, given) ? Read(root) : null;
    }

    public void Dispose() => http.Dispose();

    private static Payment Read(JsonElement root) => new(
        Text(root, "transaction_id")!,
        Text(root, "order_id")!,
        (long)decimal.Parse(Text(root, "gross_amount")!, CultureInfo.InvariantCulture),
        Text(root, "transaction_status")!,
        Text(root, "store"),
        Text(root, "payment_code"),
        Time(root, "transaction_time"),
        Time(root, "expiry_time"),
        Time(root, "settlement_time"),
        Text(root, "approval_code"),
        Text(root, "fraud_status"),
        Text(root, "merchant_id"),
        Text(root, "currency"),
        Text(root, "custom_field1"),
        Text(root, "custom_field2"),
        Text(root, "custom_field3"),
        Text(root, "status_code")!,
        Text(root, "status_message"));

    private static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static DateTimeOffset? Time(JsonElement root, string name) => Text(root, name) is { } text
        ? new DateTimeOffset(
            DateTime.ParseExact(text, "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture), Jakarta)
        : null;

    internal sealed record Payment(
        string TransactionId,
        string OrderId,
        long Amount,
        string Status,
        string? Store,
        string? PaymentCode,
        DateTimeOffset? ChargedAt,
        DateTimeOffset? ExpiresAt,
        DateTimeOffset? SettledAt,
        string? ApprovalCode,
        string? FraudStatus,
        string? MerchantId,
        string? Currency,
        string? CustomField1,
        string? CustomField2,
        string? CustomField3,
        string StatusCode,
        string? StatusMessage);
}
