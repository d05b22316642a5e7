using System.Net.Http.Headers;
using System.Text;
using Gerai.Stores;
using Gerai.Tests.Support;

namespace Gerai.Tests.Vouchers;

/// <summary>A shop that charges and a customer who opens what it was given.</summary>
internal sealed class Visitor(TestGateway gateway) : IDisposable
{
    private readonly HttpClient http = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>The address in the answer's header, and the body.</summary>
    public async Task<(Uri Address, string Body)> ChargeAsync(string body, string? idempotencyKey = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(gateway.Address, "/v2/charge"));
        request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(gateway.Merchant.ServerKey.Text + ":")));
        if (idempotencyKey is not null)
        {
            request.Headers.Add("Idempotency-Key", idempotencyKey);
        }

        using var response = await http.SendAsync(request, Cancel);
        var address = response.Headers.TryGetValues("X-Gerai-Voucher-Url", out var values) ? values.Single() : "no:";
        return (new Uri(address), await response.Content.ReadAsStringAsync(Cancel));
    }

    public async Task<Uri> ChargeAsync(StoreChain chain = StoreChain.Alfamart, string order = "order-101") =>
        (await ChargeAsync(Some.ChargeBody(chain, order, 44_000))).Address;

    public async Task<HttpResponseMessage> GetAsync(Uri address, string? language = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (language is not null)
        {
            request.Headers.TryAddWithoutValidation("Accept-Language", language);
        }

        return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancel);
    }

    public async Task<string> ReadAsync(Uri address, string? language = null)
    {
        using var response = await GetAsync(address, language);
        return await response.Content.ReadAsStringAsync(Cancel);
    }

    public void Dispose() => http.Dispose();
}
