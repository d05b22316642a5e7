using System.Text;
using System.Text.Json;
using Gerai.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Gerai.Tests.Sdk;

/// <summary>
/// Answers with the recorded samples of the original, letter for letter: of order-101 at Alfamart and order-102 at
/// Indomaret.
/// </summary>
internal sealed class RecordedGateway : IAsyncDisposable
{
    private static readonly Dictionary<string, JsonElement> Errors = Samples.Json("core-api/errors.json")
        .EnumerateArray()
        .ToDictionary(one => one.Text("case"));

    private readonly Dictionary<string, string> states = [];
    private LittleServer? server;

    public Uri Address => server!.Address;

    public static async Task<RecordedGateway> StartAsync()
    {
        var gateway = new RecordedGateway();
        gateway.server = await LittleServer.StartAsync((_, context) => gateway.AnswerAsync(context));
        return gateway;
    }

    /// <summary>From now on the status of the order is this one.</summary>
    public void Turn(string order, string state)
    {
        lock (states)
        {
            states[order] = state;
        }
    }

    public ValueTask DisposeAsync() => server!.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var key = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(Some.ServerKey + ":"));
        if (context.Request.Headers.Authorization != key)
        {
            await RefuseAsync(context, "any call: server key unknown");
            return;
        }

        var body = await LittleServer.BodyOfAsync(context);
        string? sample;
        lock (states)
        {
            var path = context.Features.Get<IHttpRequestFeature>()!.RawTarget.Split('/');
            sample = path is [_, "v2", "charge"] ? Charge(body) : Act(Uri.UnescapeDataString(path[2]), path[3]);
        }

        await (sample!.EndsWith(".json", StringComparison.Ordinal)
            ? LittleServer.SayAsync(context, 200, Samples.Compact("core-api/" + sample))
            : RefuseAsync(context, sample));
    }

    private string Charge(string body)
    {
        using var charge = JsonDocument.Parse(body);
        var order = charge.RootElement.GetProperty("transaction_details").Text("order_id");
        return states.TryAdd(order, "pending")
            ? $"charge.{StoreOf(order)}.response.json"
            : "charge: order_id already pending or paid";
    }

    private string Act(string order, string action)
    {
        if (!states.TryGetValue(order, out var state))
        {
            return "status or action: transaction not found";
        }

        if (action is "status")
        {
            return $"status.{StoreOf(order)}.{state}.response.json";
        }

        if (state is not "pending")
        {
            return "approve, deny, cancel twice, cancel after settlement, refund, capture on a cstore transaction";
        }

        states[order] = action;
        return $"{action}.{StoreOf(order)}.response.json";
    }

    private static string StoreOf(string order) => order is "order-101" ? "alfamart" : "indomaret";

    private static Task RefuseAsync(HttpContext context, string name) => LittleServer.SayAsync(
        context,
        Errors[name].GetProperty("http_status").GetInt32(),
        Samples.Compact(Errors[name].GetProperty("body")));
}
