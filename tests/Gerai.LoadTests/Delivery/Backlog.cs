using System.Globalization;
using Dapper;
using Gerai.Cli;
using Gerai.LoadTests.Load;
using Gerai.LoadTests.Servers;
using Microsoft.Data.Sqlite;

namespace Gerai.LoadTests.Delivery;

/// <summary>
/// Notifications that wait: written straight into the table, many addresses for each payment, because to charge as often
/// would take most of the time. All that a delivery does is done for each of them.
/// </summary>
internal sealed class Backlog(string folder, ServerProcess server, int merchants)
{
    private const int Payments = 1000;

    private int seeded;

    /// <summary>Payments of each merchant, who is not told of them by itself.</summary>
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

    /// <summary>Lets so many rows of each of the first merchants be due, each merchant's at its own address.</summary>
    public async Task SeedAsync(IReadOnlyList<string> addresses, int rowsEach)
    {
        await using var books = new SqliteConnection(GatewayServer.ConnectionString(folder));
        await books.OpenAsync();
        await using var transaction = await books.BeginTransactionAsync();
        var ids = (await books.QueryAsync<string>(
            "select merchant_id from merchants order by rowid")).ToList();
        for (var merchant = 0; merchant < addresses.Count; merchant++)
        {
            await books.ExecuteAsync(
                """
                with recursive numbers (number) as (
                    select 1 union all select number + 1 from numbers where number < @each)
                insert into notifications (
                    transaction_id, version, address, slot, state, attempts, due_at_ms, endpoint)
                select p.transaction_id, 1, @address || '?' || number, p.slot, 'Waiting', 0, @due, @endpoint
                from payments p, numbers where p.merchant_id = @merchant
                """,
                new
                {
                    each = rowsEach / Payments,
                    address = addresses[merchant] + "/" + (++seeded).ToString(CultureInfo.InvariantCulture),
                    endpoint = $"{ids[merchant]} {new Uri(addresses[merchant]).GetLeftPart(UriPartial.Authority)}",
                    merchant = ids[merchant],
                    due = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(),
                });
        }

        await transaction.CommitAsync();
    }

    /// <summary>How many rows are not yet written down as delivered.</summary>
    public async Task<long> OpenAsync()
    {
        await using var books = new SqliteConnection(GatewayServer.ConnectionString(folder));
        return await books.ExecuteScalarAsync<long>("select count(*) from notifications where state <> 'Delivered'");
    }

    private static string Order(int number) => string.Create(CultureInfo.InvariantCulture, $"backlog-{number:D6}");
}
