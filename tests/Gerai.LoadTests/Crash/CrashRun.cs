using System.Globalization;
using Dapper;
using Gerai.Cli;
using Gerai.LoadTests.Load;
using Gerai.LoadTests.Servers;
using Microsoft.Data.Sqlite;

namespace Gerai.LoadTests.Crash;

/// <summary>
/// Many payments, charged and paid by customers who repeat what was not answered, told to shops that fail at random, by
/// a gateway that is killed again and again.
/// </summary>
internal sealed class CrashRun(string folder, FlakyShops shops) : IAsyncDisposable
{
    public const int Payments = 100_000;
    public const int Kills = 20;

    private const int Customers = 32;
    private const int Seed = 20_261_123;

    private static readonly TimeProvider Clock = TimeProvider.System;

    // What a killed node held waits for its lease, and five retries take 15 seconds; a server left alone, some more.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly MortalSandbox gateway = new(folder);
    private readonly SocketsHttpHandler connections = new() { UseProxy = false };
    private int begun;
    private int paid;
    private int lost;

    /// <summary>How many payments were answered as booked.</summary>
    public int Paid => Volatile.Read(ref paid);

    /// <summary>How many calls ended without an answer and were made again.</summary>
    public int Lost => Volatile.Read(ref lost);

    public string ConnectionString => gateway.ConnectionString;

    /// <summary>Charges and pays all of them while killing, each kill after about as many payments.</summary>
    public async Task PayAndKillAsync(Action<int> progress)
    {
        await gateway.StartAsync();
        var random = new Random(Seed);
        var customers = Task.WhenAll(
            Enumerable.Range(0, Customers).Select(customer => Task.Run(() => ShopAsync(customer))));
        for (var kill = 1; kill <= Kills; kill++)
        {
            var after = (int)(Payments * (kill - random.NextDouble()) / Kills);
            await ReachAsync(after, customers, progress);
            await gateway.KillAsync();
            await gateway.StartAsync();
        }

        await ReachAsync(Payments, customers, progress);
        await customers;
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
        connections.Dispose();
    }

    private async Task ReachAsync(int count, Task customers, Action<int> progress)
    {
        while (Paid < count)
        {
            progress(Paid);
            if (await Task.WhenAny(customers, Task.Delay(TimeSpan.FromMilliseconds(5), Clock)) == customers)
            {
                // Also when one of them has failed: then it is told here.
                await customers;
            }
        }
    }

    private async Task ShopAsync(int customer)
    {
        var shop = shops.Addresses[customer % shops.Addresses.Count];
        while (Interlocked.Increment(ref begun) is <= Payments and var number)
        {
            var order = string.Create(CultureInfo.InvariantCulture, $"crash-{number:D6}");
            var charged = await UntilAnsweredAsync(
                http => Core(http, shop).ChargeAsync(WholePayments.ChargeBody(order), CancellationToken.None));

            // The answer that was lost was a success.
            if (charged["status_code"] == "406")
            {
                charged = await UntilAnsweredAsync(http => Core(http, shop).StatusAsync(order, CancellationToken.None));
            }

            var code = charged["payment_code"] ?? throw new InvalidOperationException($"Not charged: {charged.Text}");
            var booked = await UntilAnsweredAsync(
                http => CounterCall.SandboxTerminal(http, "alfamart").PayAsync(
                    code, CrashAudit.Amount, "R" + order, CancellationToken.None));
            if (booked.IsRefused)
            {
                throw new InvalidOperationException($"{order}: {booked.Refusal}");
            }

            Interlocked.Increment(ref paid);
        }
    }

    private static CoreApiClient Core(HttpClient http, string shop)
    {
        http.DefaultRequestHeaders.Add("X-Override-Notification", shop);
        return new CoreApiClient(http, MortalSandbox.ServerKeyText);
    }

    private async Task<T> UntilAnsweredAsync<T>(Func<HttpClient, Task<T>> call)
    {
        while (true)
        {
            using var http = new HttpClient(connections, disposeHandler: false)
            {
                BaseAddress = await gateway.AddressAsync(),
            };
            try
            {
                return await call(http);
            }
            catch (CommandFailure lostAnswer) when (lostAnswer.ExitCode == ExitCode.NoConnection)
            {
                Interlocked.Increment(ref lost);
            }
        }
    }
}
