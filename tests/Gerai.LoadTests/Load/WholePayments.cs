using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Gerai.Cli;
using Gerai.LoadTests.Servers;

namespace Gerai.LoadTests.Load;

/// <summary>
/// Customers side by side, each with one order after another: charged, asked about and paid at the counter, and over
/// when the shop has heard of the settlement. <c>wrk</c> cannot do that, so this process is loader and shop.
/// </summary>
internal sealed class WholePayments(ServerProcess server, NotificationSink sink)
{
    public const string OrderPrefix = "whole-";

    // A notification that is later than its first attempt would mean a retry, which comes after minutes.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly TimeProvider Clock = TimeProvider.System;

    private int orders;

    public async Task<Measurement> RunAsync(int customers, int seconds)
    {
        using var core = new HttpClient { BaseAddress = server.Address };
        using var counter = new HttpClient { BaseAddress = server.Address };
        var merchant = new CoreApiClient(core, GatewayServer.ServerKeyText);
        var terminal = CounterCall.SandboxTerminal(counter, "alfamart");
        var times = new ConcurrentBag<TimeSpan>();
        var serverCpu = server.CpuUsed;
        var loaderCpu = OwnCpu();
        var started = Clock.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, customers).Select(_ => Task.Run(async () =>
        {
            while (Clock.GetElapsedTime(started).TotalSeconds < seconds)
            {
                var begun = Clock.GetTimestamp();
                await PayOneAsync(merchant, terminal);
                times.Add(Clock.GetElapsedTime(begun));
            }
        })));
        var took = Clock.GetElapsedTime(started);
        var sorted = times.Order().ToArray();
        return new Measurement
        {
            Answers = sorted.Length,
            Took = took,
            Median = sorted[sorted.Length / 2],
            Percentile99 = sorted[sorted.Length * 99 / 100],
            ServerCpu = server.CpuUsed - serverCpu,
            LoaderCpu = OwnCpu() - loaderCpu,
        };
    }

    public static string ChargeBody(string order) => new JsonObject
    {
        ["payment_type"] = "cstore",
        ["transaction_details"] = new JsonObject { ["order_id"] = order, ["gross_amount"] = 44_000 },
        ["cstore"] = new JsonObject { ["store"] = "alfamart", ["message"] = "Example shop" },
    }.ToJsonString();

    private async Task PayOneAsync(CoreApiClient merchant, CounterTerminal terminal)
    {
        var number = Interlocked.Increment(ref orders).ToString("D8", CultureInfo.InvariantCulture);
        var told = sink.SettlementOf(OrderPrefix + number);
        var charged = await merchant.ChargeAsync(ChargeBody(OrderPrefix + number), CancellationToken.None);
        var code = charged["payment_code"] ?? throw new InvalidOperationException($"Not charged: {charged.Text}");
        var asked = await terminal.InquireAsync(code, CancellationToken.None);
        var paid = await terminal.PayAsync(code, asked.Amount, "R" + number, CancellationToken.None);
        if (paid.IsRefused)
        {
            throw new InvalidOperationException(paid.Refusal);
        }

        await told.WaitAsync(Patience, Clock);
    }

    private static TimeSpan OwnCpu()
    {
        using var own = Process.GetCurrentProcess();
        return own.TotalProcessorTime;
    }
}
