using System.Diagnostics;
using System.Text.Json;
using Dapper;
using Gerai.Payments;
using Gerai.Storage;
using Gerai.Tests.Support;
using Gerai.Values;
using Gerai.Wire;

namespace Gerai.Tests.Storage;

/// <summary>Searches and figures of a merchant with a million payments, by the clock; run on its own when asked for.
/// </summary>
public abstract class LongBooksContract(DatabaseKind kind) : StorageContract(kind)
{
    private const int PaymentCount = 1_000_000;

    [Fact(Explicit = true)]
    public async Task A_million_payments_by_the_clock()
    {
        var start = Now.AddDays(-90);
        await Merchants.AddAsync(Some.Merchant(), Now, Cancel);
        await LongHistory.AddAsync(
            Books, Some.MerchantId, 0, PaymentCount - 1, start, TimeSpan.FromDays(90) / PaymentCount);
        await TimedAsync("closing the hours", () => Figures.CloseHoursAsync(Now.AddMinutes(-10), Cancel));

        foreach (var days in new[] { 7, 30, 90 })
        {
            await TimedAsync($"home, {days} days", () => Figures.HomeAsync(Some.MerchantId, days, Now, Cancel));
        }

        await PagedAsync("newest page", new PaymentFilter(), new PageWish());
        await PagedAsync(
            "settled on one day",
            new PaymentFilter { SettledFrom = start, SettledBefore = start.AddDays(1) },
            new PageWish());
        await PagedAsync("order id", new PaymentFilter { Order = OrderId.Of("order-777") }, new PageWish());
        await PagedAsync(
            "e-mail nobody has", new PaymentFilter { CustomerEmail = "nobody@example.com" }, new PageWish());
        await PagedAsync("sorted by amount", new PaymentFilter(),
            new PageWish { Sort = new PaymentSort(PaymentSortKey.Amount, IsDescending: true) });
        await TimedAsync("count", () => Search.CountAsync(Some.MerchantId, new PaymentFilter(), Cancel));
        await TimedAsync("CSV of all", async () =>
        {
            await PaymentCsv.WriteAsync(
                Stream.Null, Search.StreamAsync(Some.MerchantId, new PaymentFilter(), Cancel), _ => null, Cancel);
            return PaymentCount;
        });
    }

    private Task PagedAsync(string what, PaymentFilter filter, PageWish wish) =>
        TimedAsync(what, () => Search.PageAsync(Some.MerchantId, filter, wish, Cancel));

    // The first asking fills the caches, as the day's first visitor does for the others.
    private static async Task TimedAsync<T>(string what, Func<Task<T>> ask)
    {
        for (var i = 0; i < 2; i++)
        {
            var watch = Stopwatch.StartNew();
            await ask();
            TestContext.Current.TestOutputHelper!.WriteLine($"{what}: {watch.ElapsedMilliseconds} ms");
        }
    }
}

public sealed class SqliteLongBooksTests() : LongBooksContract(DatabaseKind.Sqlite);

/// <summary>The same, and how many rows PostgreSQL says that it reads; SQLite's plans are in SchemaTests.</summary>
public sealed class PostgresLongBooksTests() : LongBooksContract(DatabaseKind.Postgres)
{
    private const int HistoryCount = 60_000;

    [Fact]
    public async Task A_page_reads_no_more_rows_than_one_part_of_the_walk_has()
    {
        await TwoMonthsAsync();
        foreach (var statement in new[] { PaymentWalk.BackwardLines, PaymentWalk.ForwardLines })
        {
            var values = PaymentWalk.Conditions(
                Some.MerchantId, new PaymentFilter { CustomerEmail = "nobody@example.com" });
            values.AddDynamicParams(new { low = 0L, low_id = "", low_version = 0L, version = 1L });
            values.AddDynamicParams(new { high = long.MaxValue, high_id = "", high_version = 0L, became = "none" });

            Assert.InRange(await RowsReadAsync(statement, values), 1, 3 * PaymentWalk.LinesAtOnce);
        }
    }

    [Fact]
    public async Task Figures_read_only_the_hours_of_their_days_and_the_lines_behind_the_mark()
    {
        await Merchants.AddAsync(Some.Merchant(), Now, Cancel);
        await TwoMonthsAsync();
        await Figures.CloseHoursAsync(Now, Cancel);
        var mark = (await Books.ReadAsync<long>("select until_at_ms from figure_marks"))[0];
        var merchant = Some.MerchantId.ToString();

        var month = await RowsReadAsync(
            Gerai.Storage.Figures.ClosedHours,
            new DynamicParameters(new { merchant, first = Now.AddDays(-30).ToUnixTimeMilliseconds(), until = mark }));
        var behind = await RowsReadAsync(
            Gerai.Storage.Figures.CountedLines,
            new DynamicParameters(new { merchant, from = mark, until = long.MaxValue, most = 100_000L }));

        Assert.InRange(month, 1, 30 * 24 * 2 * 5 * 2);
        Assert.InRange(behind, 0, 500);
    }

    private Task TwoMonthsAsync() => LongHistory.AddAsync(
        Books, Some.MerchantId, 0, HistoryCount - 1, Now.AddDays(-60), TimeSpan.FromSeconds(80));

    // What the scans of a plan brought up, those thrown away again included.
    private async Task<double> RowsReadAsync(string statement, DynamicParameters values)
    {
        await using var connection = await Books.Database.OpenAsync(Cancel);

        // So few payments would be read as a whole where a disk must seek; a million never.
        await connection.ExecuteAsync("set random_page_cost = 1.1");
        var plan = await connection.QuerySingleAsync<string>($"explain (analyze, format json) {statement}", values);
        using var json = JsonDocument.Parse(plan);
        return RowsOf(json.RootElement[0].GetProperty("Plan"));
    }

    private static double RowsOf(JsonElement node)
    {
        var own = 0.0;
        if (node.GetProperty("Node Type").GetString()!.Contains("Scan", StringComparison.Ordinal)
            && node.TryGetProperty("Relation Name", out _))
        {
            var removed = node.TryGetProperty("Rows Removed by Filter", out var count) ? count.GetDouble() : 0;
            own = (node.GetProperty("Actual Rows").GetDouble() + removed)
                * node.GetProperty("Actual Loops").GetDouble();
        }

        return own + (node.TryGetProperty("Plans", out var below) ? below.EnumerateArray().Sum(RowsOf) : 0);
    }
}
