using Dapper;
using Gerai.LoadTests.Load;
using Gerai.LoadTests.Servers;
using Microsoft.Data.Sqlite;

namespace Gerai.LoadTests.Crash;

/// <summary>
/// Many payments, charged and paid by customers who repeat what was not answered, told to shops that fail at random, by
/// a gateway that is killed again and again.
/// </summary>
internal sealed class CrashRun(MortalSandbox gateway, FlakyShops shops) : IAsyncDisposable
{
    public const int Payments = 100_000;
    public const int Kills = 20;

    private const int Customers = 32;
    private const int Seed = 20_261_123;

    private static readonly TimeProvider Clock = TimeProvider.System;

    // What a killed node held waits for its lease, and five retries take 15 seconds; a server left alone, some more.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly StubbornCustomers customers = new(
        "crash", MortalSandbox.ServerKeyText, shops.Addresses, gateway.AddressAsync)
    { OrdersMax = Payments };

    /// <summary>How many calls ended without an answer and were made again.</summary>
    public int Lost => customers.Lost;

    public string ConnectionString => gateway.ConnectionString;

    /// <summary>Charges and pays all of them while killing, each kill after about as many payments.</summary>
    public async Task PayAndKillAsync(Action<int> progress)
    {
        await gateway.StartAsync();
        var random = new Random(Seed);
        var shopping = customers.ShopAsync(Customers);
        for (var kill = 1; kill <= Kills; kill++)
        {
            var after = (int)(Payments * (kill - random.NextDouble()) / Kills);
            await ReachAsync(after, shopping, progress);
            await gateway.KillAsync();
            await gateway.StartAsync();
        }

        await ReachAsync(Payments, shopping, progress);
        await shopping;
    }

    /// <summary>Returns when nothing waits any longer.</summary>
    public async Task DeliverAsync(Action<int> waiting)
    {
        var started = Clock.GetTimestamp();
        await using var books = new SqliteConnection(ConnectionString);
        const string Waiting = "select count(*) from notifications where state = 'Waiting'";
        while (await books.ExecuteScalarAsync<int>(Waiting) is > 0 and var left)
        {
            waiting(left);
            if (Clock.GetElapsedTime(started) > Patience)
            {
                throw new InvalidOperationException($"{left} notifications still wait.");
            }

            // Another process, which tells nobody when it is done; asked more often, its books would be busy.
            await Task.Delay(TimeSpan.FromSeconds(1), Clock);
        }

        await gateway.KillAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await gateway.DisposeAsync();
        customers.Dispose();
    }

    private async Task ReachAsync(int count, Task shopping, Action<int> progress)
    {
        while (customers.Paid < count)
        {
            progress(customers.Paid);
            if (await Task.WhenAny(shopping, Task.Delay(TimeSpan.FromMilliseconds(5), Clock)) == shopping)
            {
                // Also when one of them has failed: then it is told here.
                await shopping;
            }
        }
    }
}
