using System.Globalization;
using Dapper;
using Gerai.Cli;
using Gerai.LoadTests.Load;
using Gerai.LoadTests.Servers;
using Gerai.Notifications;
using Gerai.Values;
using Microsoft.Data.Sqlite;

namespace Gerai.LoadTests.Delivery;

/// <summary>
/// Notifications that wait: written straight into the table, many addresses for each payment, because to charge as
/// often would take most of the time. All that a delivery does is done for each of them.
/// </summary>
internal sealed class Backlog(string folder, ServerProcess server, int merchants)
{
    private const int Payments = 1000;
    private const string Orders = "backlog-";

    private int seeded;

    /// <summary>Payments of each merchant, to seed rows about.</summary>
    public async Task ChargeAsync()
    {
        for (var merchant = 0; merchant < merchants; merchant++)
        {
            using var http = new HttpClient { BaseAddress = server.Address };
            var core = new CoreApiClient(http, GatewayServer.ServerKeyOf(merchant));
            await Parallel.ForEachAsync(Enumerable.Range(1, Payments), async (number, cancel) =>
                await core.ChargeAsync(WholePayments.ChargeBody(Order(number)), cancel));
        }
    }

    /// <summary>Lets so many rows of a merchant be due at an address.</summary>
    public async Task SeedAsync(int merchant, string address, int rows)
    {
        await using var books = await OpenBooksAsync();
        await books.ExecuteAsync(
            """
            with recursive numbers (number) as (select 1 union all select number + 1 from numbers where number < @each)
            insert into notifications (transaction_id, version, address, slot, state, attempts, due_at_ms, endpoint)
            select p.transaction_id, 1, @address || number, p.slot, 'Waiting', 0, @due, @endpoint
            from payments p, numbers
            where p.merchant_id = (select merchant_id from merchants order by rowid limit 1 offset @merchant)
                and p.order_id like @orders
            """,
            new
            {
                each = rows / Payments,
                address = string.Create(CultureInfo.InvariantCulture, $"{address}/{++seeded}/"),
                endpoint = await EndpointAsync(books, merchant, address),
                merchant,
                orders = Orders + "%",
                due = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(),
            });
    }

    /// <summary>Lets what waits at an address wait no longer, so that it is over before the next round.</summary>
    public async Task EndAsync(int merchant, string address)
    {
        await using var books = await OpenBooksAsync();
        await books.ExecuteAsync(
            """
            update notifications set state = 'Delivered'
            where endpoint = @endpoint and state = 'Waiting' and due_at_ms <= @now
            """,
            new
            {
                endpoint = await EndpointAsync(books, merchant, address),
                now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(),
            });
    }

    /// <summary>How many rows are not yet written down as delivered.</summary>
    public async Task<long> OpenAsync()
    {
        await using var books = await OpenBooksAsync();
        return await books.ExecuteScalarAsync<long>("select count(*) from notifications where state <> 'Delivered'");
    }

    private static string Order(int number) => string.Create(CultureInfo.InvariantCulture, $"{Orders}{number:D6}");

    private static async Task<string> EndpointAsync(SqliteConnection books, int merchant, string address)
    {
        var id = await books.ExecuteScalarAsync<string>(
            "select merchant_id from merchants order by rowid limit 1 offset @merchant", new { merchant });
        return Endpoint.Of(MerchantId.Parse(id!), address).Text;
    }

    private async Task<SqliteConnection> OpenBooksAsync()
    {
        var books = new SqliteConnection(GatewayServer.ConnectionString(folder));
        await books.OpenAsync();
        return books;
    }
}
