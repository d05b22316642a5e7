using System.Text.Json;
using System.Text.Json.Nodes;
using Gerai.Stores;
using Gerai.Values;

namespace Gerai.Simulator;

/// <summary>One till of one chain. It says each thing once and repeats nothing by itself.</summary>
/// <param name="line">How it reaches the counter API.</param>
/// <param name="cutLine">The same, but answers never arrive.</param>
internal sealed class Till(
    HttpClient line, HttpClient cutLine, Uri counter, StoreNetwork network, TimeProvider time, RandomSource random)
{
    /// <summary>How long it waits for an answer.</summary>
    public static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(15);

    public string NewReference() => CounterMessage.NewReference(time.GetUtcNow(), random);

    public Task<TillAnswer> InquireAsync(string code, CancellationToken cancel) =>
        AskAsync(line, "inquiries", new JsonObject { ["payment_code"] = code }, cancel);

    /// <param name="amount">As the cashier typed it; what is no number is for the counter API to refuse.</param>
    public Task<TillAnswer> PayAsync(string code, string amount, string reference, CancellationToken cancel) =>
        AskAsync(line, "payments", Payment(code, amount, reference), cancel);

    /// <summary>Pays over a line that breaks before the answer is read: the till cannot know how it went.</summary>
    public Task<TillAnswer> PayUnheardAsync(string code, string amount, string reference, CancellationToken cancel) =>
        AskAsync(cutLine, "payments", Payment(code, amount, reference), cancel);

    public Task<TillAnswer> AdviseAsync(string code, string amount, string reference, CancellationToken cancel) =>
        AskAsync(line, "advices", Payment(code, amount, reference), cancel);

    public Task<TillAnswer> ReverseAsync(string code, string reference, CancellationToken cancel) =>
        AskAsync(
            line, "reversals", new JsonObject { ["payment_code"] = code, ["reference"] = reference }, cancel);

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

    private async Task<TillAnswer> AskAsync(
        HttpClient over, string operation, JsonObject message, CancellationToken cancel)
    {
        var path = $"/counter/v1/{operation}";
        using var limit = new CancellationTokenSource(TimeLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        try
        {
            using var request = CounterMessage.Signed(
                network.Name, network.Secret, path, message, time.GetUtcNow());
            request.RequestUri = new Uri(counter, path);
            using var answer = await over.SendAsync(request, either.Token);
            var text = await answer.Content.ReadAsStringAsync(either.Token);
            return TillAnswer.Heard(path, message, (int)answer.StatusCode, text);
        }
        catch (Exception reason) when (IsLost(reason, cancel))
        {
            return TillAnswer.Lost(path, message);
        }
    }

    private static bool IsLost(Exception reason, CancellationToken cancel) =>
        reason is HttpRequestException or IOException or JsonException
        || (reason is OperationCanceledException && !cancel.IsCancellationRequested);
}
