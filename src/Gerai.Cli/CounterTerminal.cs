using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gerai.Stores;

namespace Gerai.Cli;

/// <summary>An answer of the counter API.</summary>
internal sealed record CounterAnswer(JsonObject Body)
{
    public string? this[string name] => Body[name]?.ToString();

    public bool IsRefused => this["result"] is "refused" or null;

    /// <summary>Whether this chain does not know the code, so that another may be asked.</summary>
    public bool IsStranger => this["reason"] is "not_found" or "wrong_chain";

    public long Amount => Body["amount"]?.GetValue<long>() ?? 0;

    public string Refusal => $"Refused ({this["reason"] ?? "no reason"}): {this["message"]}";
}

/// <summary>A till: signs its requests as a store network does and asks again when an answer is lost.</summary>
internal sealed class CounterTerminal(HttpClient http, string network, string secret, TimeProvider time)
{
    private const int RepeatsMax = 3;

    private static readonly TimeSpan WaitBetween = TimeSpan.FromSeconds(1);

    public Task<CounterAnswer> InquireAsync(string code, CancellationToken cancel) =>
        AskAsync("/counter/v1/inquiries", new JsonObject { ["payment_code"] = code }, repeats: 0, cancel);

    public Task<CounterAnswer> PayAsync(string code, long amount, string reference, CancellationToken cancel) =>
        AskAsync(
            "/counter/v1/payments",
            new JsonObject { ["payment_code"] = code, ["amount"] = amount, ["reference"] = reference },
            RepeatsMax,
            cancel);

    public Task<CounterAnswer> ReverseAsync(string code, string reference, CancellationToken cancel) =>
        AskAsync(
            "/counter/v1/reversals",
            new JsonObject { ["payment_code"] = code, ["reference"] = reference },
            RepeatsMax,
            cancel);

    // A payment whose answer is lost may be booked. Only the same reference asks about it without paying twice.
    private async Task<CounterAnswer> AskAsync(string path, JsonObject message, int repeats, CancellationToken cancel)
    {
        for (var left = repeats; ; left--)
        {
            try
            {
                var (status, answer) = await SendAsync(path, message, cancel);
                if (left == 0 || status < HttpStatusCode.InternalServerError)
                {
                    return answer;
                }
            }
            catch (Exception reason) when (Connection.IsLost(reason, cancel))
            {
                if (left == 0)
                {
                    throw Connection.Lost(http, reason);
                }
            }

            // A gateway that is starting again needs a moment; three repeats at once would all be lost.
            await Task.Delay(WaitBetween, time, cancel);
        }
    }

    private async Task<(HttpStatusCode Status, CounterAnswer Answer)> SendAsync(
        string path, JsonObject message, CancellationToken cancel)
    {
        using var request = CounterMessage.Signed(network, secret, path, message, time.GetUtcNow());
        using var response = await http.SendAsync(request, cancel);
        return (response.StatusCode, Read(response.StatusCode, await response.Content.ReadAsStringAsync(cancel)));
    }

    private CounterAnswer Read(HttpStatusCode status, string text)
    {
        try
        {
            if (JsonNode.Parse(text) is JsonObject body)
            {
                return new CounterAnswer(body);
            }
        }
        catch (JsonException)
        {
            // Said below.
        }

        // What is in front of a gateway may answer for it while it restarts: that is a lost answer.
        throw status >= HttpStatusCode.InternalServerError
            ? new HttpRequestException($"it answered {(int)status}")
            : new CommandFailure($"{http.BaseAddress} did not answer as a counter API does. Is the address right?");
    }
}
