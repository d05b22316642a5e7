using System.Collections.Concurrent;
using System.Globalization;
using System.Threading.Channels;
using Dapper;
using Gerai.Tests.Support;
using Gerai.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.Data.Sqlite;

namespace Gerai.Tests.Faults;

/// <summary>
/// A real process is killed again and again under load, and then everything that anybody was told is counted.
/// </summary>
public sealed class CrashTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Seed = 20_260_115;
    private const int Kills = 6;
    private const int Customers = 24;

    // What a killed node held of the outbox waits for its lease: 30 seconds.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly Channel<ReceivedNotification> arrivals = Channel.CreateUnbounded<ReceivedNotification>();
    private readonly SemaphoreSlim heard = new(0);
    private Shop shop = null!;
    private MortalGateway gateway = null!;

    public async ValueTask InitializeAsync()
    {
        shop = await Shop.StartAsync();
        shop.Answers = async notification =>
        {
            await arrivals.Writer.WriteAsync(notification);
            return StatusCodes.Status200OK;
        };
        gateway = new MortalGateway(shop.NotifyUrl);
    }

    public async ValueTask DisposeAsync()
    {
        await gateway.DisposeAsync();
        await shop.DisposeAsync();
        heard.Dispose();
    }

    [Fact]
    public async Task A_gateway_killed_under_load_keeps_every_word_it_has_given()
    {
        var customers = await LoadAndKillAsync();
        var orders = customers.SelectMany(customer => customer.Orders).ToList();
        output.WriteLine(
            $"seed {Seed}: {Kills} kills, {orders.Count} orders, "
            + $"{orders.Count(order => order.Booked is not null)} paid, "
            + $"{customers.Sum(customer => customer.Lost)} answers lost");

        var address = await gateway.AddressAsync();
        await Task.WhenAll(customers.Select(customer => HoldToItsWordAsync(address, customer)));
        await HearEverythingAsync();

        await gateway.KillAsync();
        await CountTheBooksAsync(orders);
    }

    private async Task<IReadOnlyList<CrashCustomer>> LoadAndKillAsync()
    {
        var random = new SeededRandom(Seed);
        using var closing = new CancellationTokenSource();
        await gateway.StartAsync();
        var customers = Enumerable.Range(1, Customers)
            .Select(i => new CrashCustomer(gateway, Seed + i, () => heard.Release()))
            .ToList();
        var shopping = Task.WhenAll(
            customers.Select(customer => Task.Run(() => customer.ShopUntilAsync(closing.Token))));

        for (var kill = 0; kill < Kills; kill++)
        {
            await HearAsync(40 + (int)(random.NextFraction() * 200), shopping);
            await gateway.KillAsync();
            await gateway.StartAsync();
        }

        await HearAsync(Customers, shopping);
        await closing.CancelAsync();
        await shopping;
        return customers;
    }

    // A customer that fails ends the shopping, and its failure is the test's.
    private async Task HearAsync(int answers, Task shopping)
    {
        using var limit = new CancellationTokenSource(Patience);
        for (var i = 0; i < answers; i++)
        {
            var next = heard.WaitAsync(limit.Token);
            if (await Task.WhenAny(next, shopping) == shopping)
            {
                await shopping;
            }

            await next;
        }
    }

    private static async Task HoldToItsWordAsync(Uri address, CrashCustomer customer)
    {
        foreach (var order in customer.Orders.Where(order => order.Code is not null))
        {
            var status = await customer.StatusAsync(address, order);
            Assert.Equal(order.TransactionId, status["transaction_id"]);
            Assert.Equal(order.Code, status["payment_code"]);
            Assert.Equal(order.Booked is null ? "pending" : "settlement", status["transaction_status"]);

            var again = await customer.ChargeOnceAsync(address, order);
            if (order is { HasKey: true, Charged: { } charged })
            {
                Assert.Equal(charged.Text, again.Text);
            }
            else
            {
                Assert.Equal("406", again["status_code"]);
            }

            if (order.Booked is { } booked)
            {
                Assert.Equal(booked.Text, (await customer.PayOnceAsync(address, order, order.Reference)).Text);
                var other = await customer.PayOnceAsync(address, order, order.Reference + "-other");
                Assert.Equal((409, "already_paid"), (other.Http, other["reason"]));
            }
        }
    }

    private async Task HearEverythingAsync()
    {
        // Every version so far is news: a charge or a payment. An inquiry long before the end changes nothing.
        var missing = (await ReadBooksAsync<(string Id, string Command)>(
                "select transaction_id, command from payment_history"))
            .Select(line => (line.Id, line.Command == "Charge" ? "pending" : "settlement"))
            .ToHashSet();
        var expected = missing.ToHashSet();
        var counts = new ConcurrentDictionary<(string, string), int>();
        using var limit = new CancellationTokenSource(Patience);
        while (missing.Count > 0)
        {
            var one = await arrivals.Reader.ReadAsync(limit.Token);
            var told = (one["transaction_id"], one["transaction_status"]);
            Assert.Equal(
                Signature.Of(one["order_id"], one["status_code"], one["gross_amount"], Some.ServerKey),
                one["signature_key"]);
            Assert.Contains(told, expected);
            missing.Remove(told);
            counts.AddOrUpdate(told, 1, (_, count) => count + 1);
        }

        output.WriteLine(
            $"{counts.Count} versions told, {counts.Values.Count(count => count > 1)} of them more than once, "
            + $"at most {counts.Values.Max().ToString(CultureInfo.InvariantCulture)} times");
    }

    private async Task CountTheBooksAsync(IReadOnlyList<CrashOrder> orders)
    {
        var paid = orders.Where(order => order.Booked is not null).ToList();
        var settled = await ReadBooksAsync<(string Order, string Reference, long Amount)>(
            "select order_id, reference, amount_rupiah from payments where status = 'Settled' order by order_id");
        Assert.Equal(
            paid.OrderBy(order => order.Id, StringComparer.Ordinal)
                .Select(order => (order.Id, order.Reference, order.Amount)),
            settled);
        Assert.Equal(paid.Sum(order => order.Amount), settled.Sum(one => one.Amount));

        Assert.Equal(["ok"], await ReadBooksAsync<string>("pragma integrity_check"));
        Assert.Empty(await ReadBooksAsync<string>(
            """
            select p.transaction_id from payments p left join payment_history h on h.transaction_id = p.transaction_id
            group by p.transaction_id
            having min(h.version) is not 1 or max(h.version) <> count(*) or p.version <> count(*)
            """));
        Assert.Empty(await ReadBooksAsync<string>(
            """
            select p.transaction_id from payments p
            join payment_history h on h.transaction_id = p.transaction_id and h.version = p.version
            where h.status <> p.status or h.reference is not p.reference
            """));
        Assert.Empty(await ReadBooksAsync<string>(
            "select payment_code from payments group by store, payment_code having count(*) > 1"));
    }

    private async Task<IReadOnlyList<T>> ReadBooksAsync<T>(string sql)
    {
        await using var books = new SqliteConnection(gateway.ConnectionString);
        return [.. await books.QueryAsync<T>(sql)];
    }
}
