using System.Text.Json;
using System.Text.Json.Nodes;
using Gerai.Stores;
using Gerai.Values;

namespace Gerai.Simulator;

/// <summary>One till of one chain. It says each thing once and repeats nothing by itself.</summary>
internal sealed class Till(
    HttpClient http, Uri gateway, StoreNetwork network, TimeProvider time, RandomSource random)
{
    public string NewReference() => CounterMessage.NewReference(time.GetUtcNow(), random);

    public Task<TillAnswer> InquireAsync(string code, CancellationToken cancel) =>
        AskAsync("inquiries", new JsonObject { ["payment_code"] = code }, cancel);

    /// <param name="amount">As the cashier typed it; what is no number is for the counter API to refuse.</param>
    public Task<TillAnswer> PayAsync(string code, string amount, string reference, CancellationToken cancel) =>
        AskAsync("payments", Payment(code, amount, reference), cancel);

    public Task<TillAnswer> AdviseAsync(string code, string amount, string reference, CancellationToken cancel) =>
        AskAsync("advices", Payment(code, amount, reference), cancel);

    public Task<TillAnswer> ReverseAsync(string code, string reference, CancellationToken cancel) =>
        AskAsync("reversals", new JsonObject { ["payment_code"] = code, ["reference"] = reference }, cancel);

    /// <summary>Asks what is owed and pays it.</summary>
    public async Task<TillAnswer> InquireAndPayAsync(string code, CancellationToken cancel)
    {
        var bill = await InquireAsync(code, cancel);
        return bill.IsDone ? await PayAsync(code, bill["amount"]!, NewReference(), cancel) : bill;
    }

    private static JsonObject Payment(string code, string amount, string reference) => new()
    {
        ["payment_code"] = code,
        ["amount"] = Amounts.Read(amount) is { } number ? JsonValue.Create(number) : JsonValue.Create(amount),
        ["reference"] = reference,
    };

    private async Task<TillAnswer> AskAsync(string operation, JsonObject message, CancellationToken cancel)
    {
        var path = $"/counter/v1/{operation}";
        try
        {
            using var request = CounterMessage.Signed(
                network.Name, network.Secret, path, message, time.GetUtcNow());
            request.RequestUri = new Uri(gateway, path);
            using var answer = await http.SendAsync(request, cancel);
            var text = await answer.Content.ReadAsStringAsync(cancel);
            return new TillAnswer(path, message, (int)answer.StatusCode, text, JsonNode.Parse(text)!.AsObject());
        }
        catch (Exception reason) when (IsLost(reason, cancel))
        {
            var body = new JsonObject
            {
                ["result"] = "refused",
                ["reason"] = "try_again",
                ["message"] = "No answer came from the counter API.",
            };
            return new TillAnswer(path, message, 503, body.ToJsonString(), body);
        }
    }

    private static bool IsLost(Exception reason, CancellationToken cancel) =>
        reason is HttpRequestException or IOException or JsonException
        || (reason is OperationCanceledException && !cancel.IsCancellationRequested);
}
