using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using Gerai.Notifications;
using Gerai.Stores;
using Gerai.Tests.Cli;
using Gerai.Tests.Support;
using Gerai.Values;

namespace Gerai.Tests.Running;

/// <summary>The trace of a payment, and what a collector is sent.</summary>
public sealed class TelemetryTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task From_charge_to_delivery_a_payment_is_one_trace_whichever_node_did_what()
    {
        var spans = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == PaymentTrace.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        await using var gateway = await TestGateway.StartAsync();
        var answer = await gateway.ChargeAsync(
            Some.ChargeBody(StoreChain.Alfamart, "order-101", 44_000),
            ("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"));
        await gateway.WaitForStateAsync(NotificationState.Delivered);

        // Another node on the same books, which knows nothing of the first but what stands in them.
        await gateway.StopAsync();
        await gateway.StartAgainAsync();
        await gateway.Terminal(StoreChain.Alfamart).PayAsync(answer["payment_code"], 44_000, "TILL-1");
        await gateway.WaitForAttemptsAsync(2);

        var trace = answer["transaction_id"].Replace("-", "", StringComparison.Ordinal);
        var own = spans.Where(span => span.TraceId.ToHexString() == trace).ToList();
        Assert.Equal(["Charge", "Notify", "Pay", "Notify"], own.Select(span => span.OperationName));
        Assert.Single(own.Select(span => span.ParentSpanId).Distinct());
        Assert.Equal(
            "0af7651916cd43dd8448eb211c80319c", Assert.Single(own[0].Links).Context.TraceId.ToHexString());
        Assert.Equal("Delivered", own[1].GetTagItem("gerai.result"));
    }

    [Fact]
    public async Task A_collector_is_sent_traces_and_measurements_and_nobodys_order_key_or_address()
    {
        var folder = Directory.CreateTempSubdirectory("gerai-telemetry-");
        await using var collector = new RawReceiver(RawReceiver.Always("HTTP/1.1 200 OK\r\nContent-Length: 0"));
        var settings = new Dictionary<string, string>
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Address,
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["GERAI_DRAIN__DELAY"] = "00:00:00",
        };
        var merchant = await GeraiProcess.RunAsync(
            "merchant", "add", "--name", "Kopi", "--environment", "sandbox", "--data", folder.FullName);
        var key = GeraiProcess.Field("server key", merchant.Output);
        await using var gateway = await GeraiProcess.ServeAsync(
            settings, "serve", "--urls", "http://127.0.0.1:0", "--data", folder.FullName);
        var charge = await GeraiProcess.RunAsync(
            "charge", "--store", "alfamart", "--order", "order-of-sri", "--amount", "44000",
            "--server-key", key, "--url", gateway.Url);
        Assert.Equal(0, charge.ExitCode);

        // It sends what it still has before it ends.
        Assert.Equal((0, ""), (await gateway.StopAsync()) is var ended ? (ended.ExitCode, ended.Errors) : default);
        var sent = new Dictionary<string, string>();
        while (sent.Count < 2)
        {
            var call = await collector.NextAsync();
            var path = call.Lines[0].Split(' ')[1];
            sent[path] = sent.GetValueOrDefault(path) + Encoding.Latin1.GetString(call.Body);
        }

        var transaction = GeraiProcess.Field("transaction", charge.Output).Split(' ')[^1];
        var trace = Encoding.Latin1.GetString(
            Convert.FromHexString(transaction.Replace("-", "", StringComparison.Ordinal)));
        Assert.Contains(trace, sent["/v1/traces"], StringComparison.Ordinal);
        Assert.Contains("gerai.charges", sent["/v1/metrics"], StringComparison.Ordinal);
        Assert.Contains("gerai.commits.duration", sent["/v1/metrics"], StringComparison.Ordinal);
        Assert.Contains("http.server.request.duration", sent["/v1/metrics"], StringComparison.Ordinal);
        string[] secrets = ["order-of-sri", key, GeraiProcess.Field("merchant", merchant.Output), "/v2/charge"];
        Assert.All(sent.Values, body => Assert.All(secrets, secret => Assert.False(
            body.Contains(secret, StringComparison.Ordinal), $"A collector was sent {secret}.")));
        folder.Delete(recursive: true);
    }
}
