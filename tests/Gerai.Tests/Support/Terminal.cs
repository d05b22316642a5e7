using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Gerai.Stores;

namespace Gerai.Tests.Support;

/// <summary>A till: signs what it sends, as docs/counter-api.md says, with code of its own.</summary>
internal sealed class Terminal(Uri gateway, StoreNetwork network, TimeProvider clock)
{
    private static readonly HttpClient Http = new();

    public Task<Answer> InquireAsync(string code) => SendAsync("inquiries", new { payment_code = code });

    public Task<Answer> PayAsync(string code, long amount, string reference) =>
        SendAsync("payments", new { payment_code = code, amount, reference });

    public Task<Answer> AdviseAsync(string code, long amount, string reference) =>
        SendAsync("advices", new { payment_code = code, amount, reference });

    public Task<Answer> ReverseAsync(string code, string reference) =>
        SendAsync("reversals", new { payment_code = code, reference });

    private async Task<Answer> SendAsync(string operation, object message)
    {
        var path = $"/counter/v1/{operation}";
        var body = JsonSerializer.SerializeToUtf8Bytes(message);
        var timestamp = clock.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        byte[] signed = [.. Encoding.UTF8.GetBytes($"POST\n{path}\n{timestamp}\n"), .. body];
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(gateway, path));
        request.Content = new ByteArrayContent(body);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add("X-Gerai-Network", network.Name);
        request.Headers.Add("X-Gerai-Timestamp", timestamp);
        request.Headers.Add(
            "X-Gerai-Signature",
            Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(network.Secret), signed)));
        using var response = await Http.SendAsync(request);
        return await Answer.ReadAsync(response);
    }
}
