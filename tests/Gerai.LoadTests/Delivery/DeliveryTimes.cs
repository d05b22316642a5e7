using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using Dapper;
using Gerai.Cli;
using Gerai.LoadTests.Load;
using Gerai.LoadTests.Servers;
using Gerai.Storage;
using Microsoft.Data.Sqlite;

namespace Gerai.LoadTests.Delivery;

/// <summary>
/// How soon shops hear, at a pace the gateway can keep: from the moment a notification tells of to its arrival.
/// </summary>
internal sealed class DeliveryTimes : IAsyncDisposable
{
    /// <summary>How often the loads of the comparison follow each other.</summary>
    public const int Rounds = 3;

    private const int Shop = 0;
    private const int HangingMerchant = 1;
    private const int FloodingMerchant = 2;
    private const int Flood = 20_000;
    private const int HangingRows = 1000;
    private const int QuietPace = 100;
    private const int ExpirySeconds = 20;

    private static readonly TimeProvider Clock = TimeProvider.System;
    private static readonly TimeSpan SlowAnswer = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string folder;
    private readonly DeliverySink sink;
    private readonly ServerProcess gateway;
    private readonly Backlog backlog;
    private readonly HttpClient core;
    private readonly HttpClient counter;
    private int orders;
    private int ports = 1;

    private DeliveryTimes(string folder, DeliverySink sink, ServerProcess gateway)
    {
        this.folder = folder;
        this.sink = sink;
        this.gateway = gateway;
        backlog = new Backlog(folder, gateway, 3);
        core = new HttpClient { BaseAddress = gateway.Address };
        counter = new HttpClient { BaseAddress = gateway.Address };
        Merchant = new CoreApiClient(core, GatewayServer.ServerKeyText);
        Terminal = CounterCall.SandboxTerminal(counter, "alfamart");
    }

    private CoreApiClient Merchant { get; }

    private CounterTerminal Terminal { get; }

    public static async Task<DeliveryTimes> StartAsync(string folder)
    {
        Directory.CreateDirectory(folder);

        // The quiet shop's, and new ones for each round: a server that was found hanging is left alone.
        var sink = await DeliverySink.StartAsync(1 + (4 * (Rounds + 1)));
        var times = new DeliveryTimes(folder, sink, await ServerProcess.StartGatewayAsync(
            folder, new StorageOptions().GroupMax, sink.Addresses[0], GatewayServer.Nowhere, GatewayServer.Nowhere));
        await times.backlog.ChargeAsync();
        return times;
    }

    /// <summary>Settlements of one shop at a pace; how late the first attempt to tell of each was.</summary>
    public async Task<double[]> SettleAsync(int perSecond, int seconds)
    {
        var codes = await ChargeAsync(perSecond * seconds, expirySeconds: null);
        var kept = sink.Kept = [];
        await Pace.RunAsync(codes, perSecond, PayAsync);
        await HeardAsync(kept, "settlement", codes.Count);
        return await LatenessAsync(
            kept,
            "settlement",
            """
            select p.order_id, h.at_ms from payments p
            join payment_history h on h.transaction_id = p.transaction_id and h.version = p.version
            where p.status = 'Settled'
            """);
    }

    /// <summary>The same of a quiet shop beside one whose server hangs and one that floods.</summary>
    /// <param name="isFast">Whether the flooding shop's server takes what it is sent as fast as it comes.</param>
    public async Task<double[]> SettleBesideTroubleAsync(int seconds, bool isFast)
    {
        var (hanging, flooding) = (sink.Addresses[ports++], sink.Addresses[ports++]);
        sink.Delays[new Uri(hanging).Port] = Timeout.InfiniteTimeSpan;
        if (!isFast)
        {
            sink.Delays[new Uri(flooding).Port] = SlowAnswer;
        }

        await backlog.SeedAsync(HangingMerchant, hanging, HangingRows);
        await backlog.SeedAsync(FloodingMerchant, flooding, isFast ? Flood * 2 : Flood);
        var times = await SettleAsync(QuietPace, seconds);
        await backlog.EndAsync(HangingMerchant, hanging);
        await backlog.EndAsync(FloodingMerchant, flooding);
        return times;
    }

    /// <summary>The quiet shop by itself.</summary>
    public Task<double[]> SettleAloneAsync(int seconds) => SettleAsync(QuietPace, seconds);

    /// <summary>Payments that end at the same time; how long after its end each shop heard of it.</summary>
    public async Task<double[]> ExpireAsync(int count)
    {
        await ChargeAsync(count, ExpirySeconds);
        var kept = sink.Kept!;
        await HeardAsync(kept, "expire", count);
        return await LatenessAsync(
            kept, "expire", "select order_id, payable_until_ms from payments where status = 'Expired'");
    }

    public async ValueTask DisposeAsync()
    {
        core.Dispose();
        counter.Dispose();
        await gateway.DisposeAsync();
        await sink.DisposeAsync();
    }

    // The moments are read from the books, where they have milliseconds.
    private async Task<double[]> LatenessAsync(IEnumerable<Arrival> kept, string status, string moments)
    {
        await using var books = new SqliteConnection(GatewayServer.ConnectionString(folder));
        var from = (await books.QueryAsync<(string Order, long Ms)>(moments))
            .ToDictionary(row => row.Order, row => DateTimeOffset.FromUnixTimeMilliseconds(row.Ms));
        return
        [
            .. kept.Where(one => one.Status == status).Select(one => (one.At - from[one.Order]).TotalMilliseconds),
        ];
    }

    private async Task<IReadOnlyList<string>> ChargeAsync(int count, int? expirySeconds)
    {
        var told = sink.Kept = [];
        var codes = new ConcurrentBag<string>();
        await Parallel.ForEachAsync(Enumerable.Range(0, count), async (_, cancel) =>
        {
            var number = Interlocked.Increment(ref orders).ToString("D8", CultureInfo.InvariantCulture);
            var answer = await Merchant.ChargeAsync(Body("timed-" + number, expirySeconds), cancel);
            codes.Add(answer["payment_code"] ?? throw new InvalidOperationException($"Not charged: {answer.Text}"));
        });
        if (expirySeconds is null)
        {
            await HeardAsync(told, "pending", count);
        }

        return [.. codes];
    }

    private static string Body(string order, int? expirySeconds)
    {
        var body = JsonNode.Parse(WholePayments.ChargeBody(order))!.AsObject();
        if (expirySeconds is { } seconds)
        {
            body["custom_expiry"] = new JsonObject { ["expiry_duration"] = seconds, ["unit"] = "second" };
        }

        return body.ToJsonString();
    }

    private async Task PayAsync(string code)
    {
        var paid = await Terminal.PayAsync(code, 44_000, "R" + code, CancellationToken.None);
        if (paid.IsRefused)
        {
            throw new InvalidOperationException(paid.Refusal);
        }
    }

    private static async Task HeardAsync(ConcurrentQueue<Arrival> kept, string status, int count)
    {
        var started = Clock.GetTimestamp();
        while (kept.Count(one => one.Status == status) < count)
        {
            if (Clock.GetElapsedTime(started) > Patience)
            {
                throw new InvalidOperationException($"Only some of {count} notifications of {status} arrived.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), Clock);
        }
    }
}
