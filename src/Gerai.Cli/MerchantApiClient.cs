using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Gerai.Cli;

/// <summary>Speaks the merchant API of a gateway: events, resends and the stream.</summary>
internal sealed class MerchantApiClient : IDisposable
{
    private readonly HttpClient http;

    public MerchantApiClient(HttpClient http, string serverKey)
    {
        this.http = http;
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(serverKey + ":")));
    }

    /// <summary>A moment as this API reads it.</summary>
    public static string Moment(DateTimeOffset moment) =>
        moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    public async Task<JsonObject> AskAsync(HttpMethod method, string path, CancellationToken cancel)
    {
        try
        {
            using var request = new HttpRequestMessage(method, path);
            using var response = await http.SendAsync(request, cancel);
            var body = Read(await response.Content.ReadAsStringAsync(cancel));
            return response.IsSuccessStatusCode ? body : throw Refused(body);
        }
        catch (Exception reason) when (Connection.IsLost(reason, cancel))
        {
            throw Connection.Lost(http, reason);
        }
    }

    /// <summary>Tells the gateway something; its answer says no more than that it has heard.</summary>
    /// <exception cref="CommandFailure">The gateway will not hear this, now or later.</exception>
    /// <exception cref="HttpRequestException">It did not hear it, and may when it is told again.</exception>
    public async Task TellAsync(string path, JsonObject what, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new StringContent(what.ToJsonString(), Encoding.UTF8, "application/json"),
        };
        using var response = await http.SendAsync(request, cancel);
        if (!response.IsSuccessStatusCode)
        {
            throw await FailureAsync(response, cancel);
        }
    }

    /// <summary>Opens a stream; it is the caller's to read and to close.</summary>
    /// <exception cref="CommandFailure">The gateway will not have this listener.</exception>
    public async Task<HttpResponseMessage> OpenStreamAsync(string path, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            throw await FailureAsync(response, cancel);
        }
    }

    public CommandFailure Lost(Exception reason) => Connection.Lost(http, reason);

    public void Dispose() => http.Dispose();

    // What broke on the other side may go well the next time.
    private async Task<Exception> FailureAsync(HttpResponseMessage response, CancellationToken cancel) =>
        response.StatusCode >= HttpStatusCode.InternalServerError
            ? new HttpRequestException($"The gateway answered {(int)response.StatusCode}.")
            : Refused(Read(await response.Content.ReadAsStringAsync(cancel)));

    private static CommandFailure Refused(JsonObject body) => new($"Refused ({body["error"]}): {body["message"]}");

    private JsonObject Read(string text)
    {
        try
        {
            if (JsonNode.Parse(text) is JsonObject body)
            {
                return body;
            }
        }
        catch (JsonException)
        {
            // Said below.
        }

        throw new CommandFailure($"{http.BaseAddress} did not answer as a gateway does. Is the address right?");
    }
}
