using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using Gerai.Stores;
using Gerai.Values;
using Gerai.Wire;

namespace Gerai.Testing;

/// <summary>
/// A till of both chains: asks what a code costs, takes the cash and books it, over the real counter API and a real
/// socket.
/// </summary>
internal sealed class SandboxTerminal(Uri gateway, SandboxClock clock, RandomSource random) : IDisposable
{
    private static readonly CultureInfo Plain = CultureInfo.InvariantCulture;

    private readonly HttpClient http = new() { BaseAddress = gateway };
    private readonly ConcurrentDictionary<string, SandboxReceipt> receipts = new();

    public async Task<SandboxReceipt> PayAsync(string code, CancellationToken cancel)
    {
        var (network, bill) = await InquireAsync(code, cancel);
        if (IsRefused(bill))
        {
            throw Refused($"{code} was not paid", bill);
        }

        var paid = await AskAsync(
            network,
            "payments",
            new JsonObject
            {
                ["payment_code"] = code,
                ["amount"] = (long)bill["amount"]!,
                ["reference"] = CounterMessage.NewReference(clock.Now, random),
            },
            cancel);
        if (IsRefused(paid))
        {
            throw Refused($"{code} was not paid", paid);
        }

        return receipts[code] = new SandboxReceipt
        {
            PaymentCode = code,
            Store = (string)paid["store"]!,
            Amount = (long)paid["amount"]!,
            Reference = (string)paid["reference"]!,
            PaidAt = DateTimeOffset.Parse((string)paid["paid_at"]!, Plain),
            MerchantName = (string)bill["merchant_name"]!,
            CustomerName = (string?)bill["customer_name"],
        };
    }

    public async Task ReverseAsync(string code, CancellationToken cancel)
    {
        if (!receipts.TryGetValue(code, out var receipt))
        {
            // A reversal without a payment would be booked as one that has overtaken it, and void a later payment.
            var (_, bill) = await InquireAsync(code, cancel);
            throw IsRefused(bill)
                ? Refused($"{code} was not reversed", bill)
                : new SandboxException($"{code} was not reversed: it is not paid. Pay it first.", "not_paid");
        }

        var network = StoreNetwork.Sandbox.Single(known => WireFormat.Store(known.Chain) == receipt.Store);
        var answer = await AskAsync(
            network,
            "reversals",
            new JsonObject { ["payment_code"] = code, ["reference"] = receipt.Reference },
            cancel);
        if (IsRefused(answer))
        {
            throw Refused($"{code} was not reversed", answer);
        }
    }

    public void Dispose() => http.Dispose();

    // A code does not say which chain it belongs to, so each is asked until one knows it.
    private async Task<(StoreNetwork Network, JsonObject Bill)> InquireAsync(string code, CancellationToken cancel)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(code);
        (StoreNetwork Network, JsonObject Bill)? last = null;
        foreach (var network in StoreNetwork.Sandbox)
        {
            var bill = await AskAsync(network, "inquiries", new JsonObject { ["payment_code"] = code }, cancel);
            last = (network, bill);
            if ((string?)bill["reason"] is not ("not_found" or "wrong_chain"))
            {
                break;
            }
        }

        return last!.Value;
    }

    private async Task<JsonObject> AskAsync(
        StoreNetwork network, string operation, JsonObject message, CancellationToken cancel)
    {
        var path = $"/counter/v1/{operation}";
        using var request = CounterMessage.Signed(network.Name, network.Secret, path, message, clock.Now);
        using var answer = await http.SendAsync(request, cancel);
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync(cancel))!.AsObject();
    }

    private static bool IsRefused(JsonObject answer) => (string?)answer["result"] is "refused";

    private SandboxException Refused(string what, JsonObject answer)
    {
        var reason = (string?)answer["reason"];
        var now = clock.Now.ToOffset(WireFormat.JakartaOffset);
        var hint = reason switch
        {
            "not_found" => " No payment of this sandbox has this code; other sandboxes have other books.",
            "expired" => $" The sandbox's clock shows {now:yyyy-MM-dd HH:mm:ss}.",
            _ => "",
        };
        return new SandboxException($"{what}: {answer["message"]} ({reason}).{hint}", reason);
    }
}
