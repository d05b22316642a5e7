using System.Globalization;
using Dapper;
using Gerai.LoadTests.Crash;
using Gerai.LoadTests.Load;
using Npgsql;

namespace Gerai.LoadTests.Failover;

/// <summary>What is done to the machines while customers pay.</summary>
internal enum Fault
{
    PrimaryKilled,
    PrimaryCutOff,
    GatewayKilled,
}

/// <summary>
/// Customers pay at three gateways over a cluster of three PostgreSQL servers, while primaries and gateways are lost.
/// </summary>
internal sealed class FailoverRun(string folder, FlakyShops shops) : IAsyncDisposable
{
    private const int Gateways = 3;
    private const int Customers = 8;
    private const int Seed = 20_261_123;

    private static readonly TimeProvider Clock = TimeProvider.System;
    private static readonly TimeSpan BetweenFaults = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly PatroniCluster cluster = new();
    private readonly List<GatewayNode> gateways = [];
    private readonly Random random = new(Seed);
    private StubbornCustomers? customers;
    private int asked;

    /// <summary>How many payments were answered as booked, and how many calls had to be made again.</summary>
    public (int Paid, int Lost) Counts => (customers!.Paid, customers.Lost);

    public string ConnectionString => cluster.ConnectionString;

    public async Task StartAsync()
    {
        await cluster.StartAsync();
        for (var number = 1; number <= Gateways; number++)
        {
            var log = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"gateway-{number}.log"));
            gateways.Add(new GatewayNode(cluster.ConnectionString, log));
            await gateways[^1].StartAsync();
        }

        customers = new StubbornCustomers("failover", GatewayNode.ServerKeyText, shops.Addresses, NextGatewayAsync);
    }

    /// <summary>Lets customers pay and the faults happen, one when all has healed from the one before.</summary>
    /// <returns>How long after each fault a payment begun then was answered as booked.</returns>
    public async Task<IReadOnlyList<(Fault Fault, TimeSpan Recovery)>> PayThroughAsync(
        IReadOnlyList<Fault> faults, Action<int> progress)
    {
        var shopping = customers!.ShopAsync(Customers);
        var recoveries = new List<(Fault, TimeSpan)>();
        for (var number = 0; number < faults.Count; number++)
        {
            progress(number);
            await PauseAsync(shopping);
            var since = Clock.GetTimestamp();
            var heal = await StrikeAsync(faults[number]);
            await customers.PayAsync(
                string.Create(CultureInfo.InvariantCulture, $"first-after-fault-{number}"), shops.Addresses[0]);
            recoveries.Add((faults[number], Clock.GetElapsedTime(since)));
            await heal();
            await cluster.UntilWholeAsync();
        }

        await PauseAsync(shopping);
        customers.OrdersMax = 0;
        await shopping;
        progress(faults.Count);
        return recoveries;
    }

    /// <summary>Returns when nothing waits to be told any longer.</summary>
    public async Task DeliverAsync(Action<int> waiting)
    {
        var started = Clock.GetTimestamp();
        await using var books = await OpenBooksAsync();
        const string Waiting = "select count(*) from notifications where state = 'Waiting'";
        while (await books.ExecuteScalarAsync<int>(Waiting) is > 0 and var left)
        {
            waiting(left);
            if (Clock.GetElapsedTime(started) > Patience)
            {
                throw new InvalidOperationException($"{left} notifications still wait.");
            }

            // Other processes, which tell nobody when they are done.
            await Task.Delay(TimeSpan.FromSeconds(1), Clock);
        }
    }

    public async Task<NpgsqlConnection> OpenBooksAsync()
    {
        var settings = new NpgsqlConnectionStringBuilder(cluster.ConnectionString);
        settings.Remove("Target Session Attributes");
        var source = new NpgsqlDataSourceBuilder(settings.ToString()).BuildMultiHost();
        return await source.OpenConnectionAsync(TargetSessionAttributes.Primary);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var gateway in gateways)
        {
            await gateway.DisposeAsync();
        }

        customers?.Dispose();
        await cluster.DisposeAsync();
    }

    private async Task<Func<Task>> StrikeAsync(Fault fault)
    {
        if (fault is Fault.GatewayKilled)
        {
            var gateway = gateways[random.Next(gateways.Count)];
            await gateway.KillAsync();
            return gateway.StartAsync;
        }

        var primary = await cluster.PrimaryAsync();
        if (fault is Fault.PrimaryCutOff)
        {
            primary.Cut();
            return () =>
            {
                primary.Mend();
                return Task.CompletedTask;
            };
        }

        await primary.KillAsync();
        return () =>
        {
            primary.Start();
            return Task.CompletedTask;
        };
    }

    // As a load balancer would: in turn, and past one that is down.
    private Task<Uri> NextGatewayAsync()
    {
        var up = gateways.Select(gateway => gateway.Address).OfType<Uri>().ToList();
        return Task.FromResult(up[(int)((uint)Interlocked.Increment(ref asked) % (uint)up.Count)]);
    }

    // So that there is something under way when the fault comes.
    private static async Task PauseAsync(Task shopping)
    {
        if (await Task.WhenAny(shopping, Task.Delay(BetweenFaults, Clock)) == shopping)
        {
            // One of them has failed: it is told here.
            await shopping;
        }
    }
}
