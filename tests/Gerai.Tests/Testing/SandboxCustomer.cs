using System.Net.Http.Headers;
using System.Text;
using Gerai.Stores;
using Gerai.Testing;
using Gerai.Tests.Support;

namespace Gerai.Tests.Testing;

/// <summary>What a merchant's shop does with a sandbox, with nothing but an HTTP client.</summary>
internal sealed class SandboxCustomer : IDisposable
{
    private readonly HttpClient http;

    public SandboxCustomer(GeraiSandbox gerai)
    {
        http = new HttpClient { BaseAddress = gerai.Address };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(gerai.ServerKey + ":")));
    }

    /// <summary>Charges an order and returns its payment code.</summary>
    public async Task<string> ChargeAsync(string order = "order-101", StoreChain chain = StoreChain.Alfamart)
    {
        using var response = await PostAsync(Some.ChargeBody(chain, order));
        var answer = await Answer.ReadAsync(response);
        Assert.Equal("201", answer["status_code"]);
        return answer["payment_code"];
    }

    public Task<HttpResponseMessage> PostAsync(string charge, CancellationToken cancel = default) =>
        http.PostAsync("v2/charge", new StringContent(charge, Encoding.UTF8, "application/json"), cancel);

    public async Task<string> StatusAsync(string order = "order-101")
    {
        using var response = await http.GetAsync($"v2/{order}/status");
        var answer = await Answer.ReadAsync(response);
        return answer.Has("transaction_status") ? answer["transaction_status"] : answer["status_code"];
    }

    public void Dispose() => http.Dispose();
}
