using Gerai.LoadTests.Load;
using Gerai.LoadTests.Report;
using Gerai.LoadTests.Servers;
using Gerai.Storage;

namespace Gerai.LoadTests.Delivery;

/// <summary>
/// How many notifications a second are delivered while more of them wait than can be, beside a bare loop that makes as
/// many calls at once to the same servers.
/// </summary>
internal sealed class DeliveryRates : IAsyncDisposable
{
    // As long as a notification and its headers, about.
    private const int BareBytes = 620;

    private const int OneShop = 16;
    private const int FourShops = 64;
    private const int RowsASecond = 6000;

    private static readonly TimeProvider Clock = TimeProvider.System;

    private readonly DeliverySink sink;
    private readonly ServerProcess gateway;
    private readonly Backlog backlog;
    private readonly ServerProcess[] bare;

    private DeliveryRates(DeliverySink sink, ServerProcess gateway, Backlog backlog, ServerProcess[] bare)
    {
        this.sink = sink;
        this.gateway = gateway;
        this.backlog = backlog;
        this.bare = bare;
        var loop = new Row("bare loop, one call after the other", 1, seconds => CallAsync(bare[0], seconds));
        var toOne = new Row("bare loop, as many at once", OneShop, seconds => CallAsync(bare[1], seconds));
        var toFour = new Row("bare loop, as many at once", FourShops, seconds => CallAsync(bare[2], seconds));
        Rows =
        [
            loop,
            toOne,
            new Row("deliveries, one shop", OneShop, seconds => DeliverAsync(1, seconds))
            {
                Loop = loop,
                Ceiling = toOne,
            },
            toFour,
            new Row("deliveries, four shops", FourShops, seconds => DeliverAsync(4, seconds))
            {
                Loop = loop,
                Ceiling = toFour,
            },
        ];
    }

    public IReadOnlyList<Row> Rows { get; }

    public static async Task<DeliveryRates> StartAsync(string folder)
    {
        Directory.CreateDirectory(folder);
        var sink = await DeliverySink.StartAsync(4);
        string[] nowhere = [.. sink.Addresses.Select(_ => GatewayServer.Nowhere)];
        var gateway = await ServerProcess.StartGatewayAsync(folder, new StorageOptions().GroupMax, nowhere);
        var backlog = new Backlog(folder, gateway, sink.Addresses.Count);
        await backlog.ChargeAsync();
        return new DeliveryRates(sink, gateway, backlog,
        [
            await ServerProcess.StartBareCallerAsync(1, BareBytes, sink.Addresses.Take(1)),
            await ServerProcess.StartBareCallerAsync(OneShop, BareBytes, sink.Addresses.Take(1)),
            await ServerProcess.StartBareCallerAsync(FourShops, BareBytes, sink.Addresses),
        ]);
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(bare.Append(gateway).Select(server => server.DisposeAsync().AsTask()));
        await sink.DisposeAsync();
    }

    private static async Task<Measurement> CallAsync(ServerProcess caller, int seconds)
    {
        var cpu = caller.CpuUsed;
        var started = Clock.GetTimestamp();
        var calls = await caller.CallAsync(seconds);
        return new Measurement
        {
            Answers = calls,
            Took = Clock.GetElapsedTime(started),
            ServerCpu = caller.CpuUsed - cpu,
        };
    }

    private async Task<Measurement> DeliverAsync(int shops, int seconds)
    {
        var rowsEach = RowsASecond * seconds / shops;
        var cpu = gateway.CpuUsed;
        var arrived = sink.CountAsync(rowsEach * shops);
        for (var shop = 0; shop < shops; shop++)
        {
            await backlog.SeedAsync(shop, sink.Addresses[shop], rowsEach);
        }

        await arrived;

        // Over when the last one is written down, not only sent.
        while (await backlog.OpenAsync() > 0)
        {
            await Task.Yield();
        }

        return new Measurement { Answers = rowsEach * shops, Took = sink.Took, ServerCpu = gateway.CpuUsed - cpu };
    }
}
