using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Gerai.Cli;

/// <summary>An answer of the Core API: its text as it came, and what stands in it.</summary>
internal sealed record CoreApiAnswer(string Text, JsonObject Body)
{
    public string? this[string name] => Body[name]?.ToString();

    public string Code => this["status_code"] ?? "without code";

    /// <summary>Errors name no transaction (protocol 4.2), also those that come with HTTP 200.</summary>
    public bool NamesTransaction => this["transaction_id"] is not null;
}

/// <summary>Speaks the Core API as a merchant's server does: HTTP and a server key.</summary>
internal sealed class CoreApiClient
{
    private readonly HttpClient http;

    public CoreApiClient(HttpClient http, string serverKey)
    {
        this.http = http;
        http.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(serverKey + ":")));
    }

    public Task<CoreApiAnswer> ChargeAsync(string body, CancellationToken cancel) =>
        AskAsync(HttpMethod.Post, "/v2/charge", body, cancel);

    public Task<CoreApiAnswer> StatusAsync(string id, CancellationToken cancel) =>
        AskAsync(HttpMethod.Get, PathOf(id, "status"), body: null, cancel);

    public Task<CoreApiAnswer> CancelAsync(string id, CancellationToken cancel) =>
        AskAsync(HttpMethod.Post, PathOf(id, "cancel"), body: null, cancel);

    public Task<CoreApiAnswer> ExpireAsync(string id, CancellationToken cancel) =>
        AskAsync(HttpMethod.Post, PathOf(id, "expire"), body: null, cancel);

    private static string PathOf(string id, string action) => $"/v2/{Uri.EscapeDataString(id)}/{action}";

    private async Task<CoreApiAnswer> AskAsync(HttpMethod method, string path, string? body, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }

        try
        {
            using var response = await http.SendAsync(request, cancel);
            return Read(await response.Content.ReadAsStringAsync(cancel));
        }
        catch (Exception reason) when (Connection.IsLost(reason, cancel))
        {
            throw Connection.Lost(http, reason);
        }
    }

    private CoreApiAnswer Read(string text)
    {
        try
        {
            if (JsonNode.Parse(text) is JsonObject body)
            {
                return new CoreApiAnswer(text, body);
            }
        }
        catch (JsonException)
        {
            // Said below: what is no JSON and what is no object is equally no answer of a gateway.
        }

        throw new CommandFailure($"{http.BaseAddress} did not answer as a Core API does. Is the address right?");
    }
}
