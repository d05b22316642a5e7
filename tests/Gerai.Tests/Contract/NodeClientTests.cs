using System.Text.Json;
using Gerai.Stores;
using Gerai.Tests.Support;

namespace Gerai.Tests.Contracts;

/// <summary>
/// The public npm package midtrans-client, not changed by a byte, against a real gateway: what its users see must be
/// what they know.
/// </summary>
public sealed class NodeClientTests
{
    [Fact]
    public async Task The_public_client_charges_asks_ends_is_refused_and_believes_a_notification()
    {
        Assert.SkipWhen(NodeClient.Missing is not null, NodeClient.Missing ?? "");
        await using var gateway = await TestGateway.StartAsync();
        await using var client = NodeClient.Start(gateway);

        var alfamart = await client.AnswerAsync("charge alfamart");
        Assert.Equal(("201", "44000.00"), (alfamart.Text("status_code"), alfamart.Text("gross_amount")));
        Assert.Equal((16, "accept"), (alfamart.Text("payment_code").Length, alfamart.Text("fraud_status")));
        var indomaret = await client.AnswerAsync("charge indomaret");
        Assert.Equal(("201", "162500.00"), (indomaret.Text("status_code"), indomaret.Text("gross_amount")));
        Assert.Equal(12, indomaret.Text("payment_code").Length);

        await SeesStatesAsync(client, alfamart.Text("transaction_id"));
        await IsRefusedAsync(client);
        await client.NextAsync("waiting");

        var till = gateway.Terminal(StoreChain.Alfamart);
        await till.InquireAsync(alfamart.Text("payment_code"));
        await till.PayAsync(alfamart.Text("payment_code"), 44_000, "R1");
        await client.GiveAsync((await gateway.Shop.NextAsync("settlement")).Text);

        // The client answers a notification with a status call, and believes only that (protocol 5.20).
        var settled = await client.AnswerAsync("notification");
        Assert.Equal(
            ("200", "settlement", "Success, transaction is found"),
            (settled.Text("status_code"), settled.Text("transaction_status"), settled.Text("status_message")));
        Assert.Equal("node-1", settled.Text("order_id"));
        Assert.Equal((0, ""), await client.EndAsync());
    }

    private static async Task SeesStatesAsync(NodeClient client, string transactionId)
    {
        var status = await client.AnswerAsync("status");
        Assert.Equal(("201", "pending"), (status.Text("status_code"), status.Text("transaction_status")));
        Assert.Equal(transactionId, status.Text("transaction_id"));
        var cancelled = await client.AnswerAsync("cancel");
        Assert.Equal(("200", "cancel"), (cancelled.Text("status_code"), cancelled.Text("transaction_status")));
        var again = await client.AnswerAsync("charge again");
        Assert.Equal("201", again.Text("status_code"));

        // Code 407 is a success to this client, as long as it comes with HTTP 200 (protocol 1.50).
        foreach (var step in new[] { "expire", "status of the expired" })
        {
            var expired = await client.AnswerAsync(step);
            Assert.Equal(("407", "expire"), (expired.Text("status_code"), expired.Text("transaction_status")));
        }
    }

    // Its error holds a text when the code came from the body and a number when it came from HTTP, so it shows which
    // codes travel with HTTP 200 (protocol 1.51 to 1.56).
    private static async Task IsRefusedAsync(NodeClient client)
    {
        (string Step, string Code, string Seen)[] refusals =
        [
            ("order id in use", "406", "\"406\""),
            ("unknown order", "404", "\"404\""),
            ("ended already", "412", "\"412\""),
            ("approve", "412", "\"412\""),
            ("refund", "412", "\"412\""),
            ("capture", "404", "\"404\""),
            ("wrong key", "401", "401"),
            ("no amount", "400", "400"),
        ];
        foreach (var (step, code, seen) in refusals)
        {
            var refused = await client.NextAsync(step);
            Assert.Equal("MidtransError", refused.Text("error"));
            Assert.Equal(seen, refused.GetProperty("httpStatusCode").GetRawText());
            Assert.Equal(code, refused.GetProperty("apiResponse").Text("status_code"));
            Assert.Equal(
                code == "400",
                refused.GetProperty("apiResponse").TryGetProperty("validation_messages", out var complaints)
                    && complaints.ValueKind is JsonValueKind.Array);
        }
    }
}
