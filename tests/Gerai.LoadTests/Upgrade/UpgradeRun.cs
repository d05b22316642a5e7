using System.Globalization;
using Dapper;
using Gerai.LoadTests.Crash;
using Gerai.LoadTests.Failover;
using Gerai.LoadTests.Load;
using Npgsql;

namespace Gerai.LoadTests.Upgrade;

/// <summary>
/// Customers pay while two gateways of an older version give way to two of this one, over the same books and with both
/// versions at work for a while; then an older one comes back.
/// </summary>
internal sealed class UpgradeRun(string folder, string server, FlakyShops shops, OlderVersion older) : IAsyncDisposable
{
    private const int Customers = 8;

    private static readonly TimeProvider Clock = TimeProvider.System;
    private static readonly TimeSpan Stage = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly string database = string.Create(
        CultureInfo.InvariantCulture, $"gerai_upgrade_{Environment.ProcessId}");

    private readonly List<GatewayNode> nodes = [];
    private readonly List<(string Stage, int Paid, int Lost)> stages = [];
    private StubbornCustomers? customers;
    private int started;
    private int asked;

    /// <summary>How many payments were booked when each stage was over, and how many calls made again.</summary>
    public IReadOnlyList<(string Stage, int Paid, int Lost)> Stages => stages;

    public int Paid => customers!.Paid;

    private string ConnectionString => new NpgsqlConnectionStringBuilder(server) { Database = database }.ToString();

    /// <summary>Two nodes of the older version, which make the books.</summary>
    public async Task StartAsync()
    {
        await ExecuteOnServerAsync($"create database {database}");
        await AddAsync(older.Program);
        await AddAsync(older.Program);
        customers = new StubbornCustomers("upgrade", GatewayNode.ServerKeyText, shops.Addresses, NextAsync);
    }

    /// <summary>One old node after the other gives way, while customers pay all the time.</summary>
    public async Task UpgradeAsync(Action<string> tell)
    {
        var shopping = customers!.ShopAsync(Customers);
        var old = nodes.ToList();
        await StageAsync("two of the older version", shopping, tell);
        var before = await MigrationsAsync();
        await AddAsync(program: null);
        var after = await MigrationsAsync();
        if (before != older.MigrationCount || after <= before)
        {
            throw new InvalidOperationException($"{before} scripts made the books, and then {after}.");
        }

        await StageAsync($"one of this version besides, which ran {after - before} migrations", shopping, tell);
        await LeaveAsync(old[0]);
        await StageAsync("one of each version", shopping, tell);
        await AddAsync(program: null);
        await LeaveAsync(old[1]);
        await StageAsync("two of this version", shopping, tell);
        await AddAsync(older.Program);
        await StageAsync("one of the older version besides, as on the way back", shopping, tell);
        customers.OrdersMax = 0;
        await shopping;
    }

    /// <summary>Returns when nothing waits to be told any longer.</summary>
    public async Task DeliverAsync(Action<int> waiting)
    {
        var began = Clock.GetTimestamp();
        await using var books = await OpenBooksAsync();
        const string Waiting = "select count(*) from notifications where state = 'Waiting'";
        while (await books.ExecuteScalarAsync<int>(Waiting) is > 0 and var left)
        {
            waiting(left);
            if (Clock.GetElapsedTime(began) > Patience)
            {
                throw new InvalidOperationException($"{left} notifications still wait.");
            }

            // Other processes, which tell nobody when they are done.
            await Task.Delay(TimeSpan.FromSeconds(1), Clock);
        }
    }

    public async Task<NpgsqlConnection> OpenBooksAsync()
    {
        var books = new NpgsqlConnection(ConnectionString);
        await books.OpenAsync();
        return books;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in nodes)
        {
            await node.DisposeAsync();
        }

        customers?.Dispose();
        await ExecuteOnServerAsync($"drop database if exists {database} with (force)");
    }

    private async Task AddAsync(string? program)
    {
        var log = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"node-{++started}.log"));
        var node = new GatewayNode(ConnectionString, log, program);
        nodes.Add(node);
        await node.StartAsync();
    }

    private async Task LeaveAsync(GatewayNode node)
    {
        await node.StopAsync();
        nodes.Remove(node);
    }

    private async Task StageAsync(string name, Task shopping, Action<string> tell)
    {
        tell(name);
        var (paid, lost) = (customers!.Paid, customers.Lost);

        // As long as a stage lasts; a customer that fails ends it, and is told of here.
        if (await Task.WhenAny(shopping, Task.Delay(Stage, Clock)) == shopping)
        {
            await shopping;
        }

        stages.Add((name, customers.Paid - paid, customers.Lost - lost));
    }

    private async Task<long> MigrationsAsync()
    {
        await using var books = await OpenBooksAsync();
        return await books.ExecuteScalarAsync<long>("select count(*) from schemaversions");
    }

    // As a load balancer would: in turn, and past one that leaves.
    private Task<Uri> NextAsync()
    {
        var up = nodes.ToArray().Select(node => node.Address).OfType<Uri>().ToList();
        return Task.FromResult(up[(int)((uint)Interlocked.Increment(ref asked) % (uint)up.Count)]);
    }

    private async Task ExecuteOnServerAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(server) { Pooling = false }.ToString());
        await connection.ExecuteAsync(sql);
    }
}
