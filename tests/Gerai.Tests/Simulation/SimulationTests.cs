using System.Collections.Concurrent;
using Dapper;
using Gerai.Payments;
using Gerai.Storage;
using Gerai.Tests.Support;

namespace Gerai.Tests.Simulation;

/// <summary>
/// A seeded day over real sockets and a real database, with a shop that is out of order at times and a gateway that is
/// started again, against a naive model; then everything is counted.
/// </summary>
public sealed class SimulationTests(ITestOutputHelper output)
{
    private const int StepsADay = 1_500;

    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<(string Id, string State), int> told = [];
    private volatile bool isShopDown;

    [Theory]
    [InlineData(1, DatabaseKind.Sqlite)]
    [InlineData(109, DatabaseKind.Sqlite)]
    [InlineData(3, DatabaseKind.Postgres)]
    [InlineData(100, DatabaseKind.Postgres)]
    public async Task A_day_at_the_counters_ends_as_the_notebook_says(int seed, DatabaseKind kind)
    {
        await using var books = await TestDatabase.EmptyAsync(kind);
        await using var gateway = await TestGateway.StartAsync(database: books.ConnectionString);
        gateway.Shop.Answers = notification =>
        {
            if (isShopDown)
            {
                return Task.FromResult(503);
            }

            told.AddOrUpdate(
                (notification["transaction_id"], notification["transaction_status"]), 1, (_, count) => count + 1);
            return Task.FromResult(200);
        };

        var day = new DayAtTheCounters(gateway, seed);
        for (var step = 0; step < StepsADay; step++)
        {
            await day.StepAsync();
            if (day.Below(10) == 0)
            {
                await TimePassesAsync(gateway, day, TimeSpan.FromSeconds(day.Below(1200)));
            }
        }

        await NightFallsAsync(gateway, day);
        await CountAsync(gateway, day.Notebook);
        output.WriteLine(
            $"seed {seed}: {day.Notebook.Payments.Count} payments, Rp{day.Notebook.InTheTills} in the tills");
        output.WriteLine(
            string.Join(", ", day.Steps.OrderBy(seen => seen.Key).Select(seen => $"{seen.Key}: {seen.Value}")));
    }

    private async Task TimePassesAsync(TestGateway gateway, DayAtTheCounters day, TimeSpan time)
    {
        await QuietAsync(gateway);
        isShopDown = day.Below(5) == 0;
        if (day.Below(20) == 0)
        {
            await gateway.StopAsync();
            await gateway.StartAgainAsync();
        }

        gateway.Clock.Advance(time);
    }

    // Everything runs out and everything is told; the shop is up again.
    private async Task NightFallsAsync(TestGateway gateway, DayAtTheCounters day)
    {
        isShopDown = false;
        await QuietAsync(gateway);
        gateway.Clock.Advance(TimeSpan.FromDays(1));
        day.Notebook.Look(gateway.Clock.GetUtcNow());
        await UntilNoneAsync(gateway, "select count(*) from payments where status = 'Pending'");
        await QuietAsync(gateway);
        const string NextDue =
            """
            select min(case when e.open_until_ms > n.due_at_ms then e.open_until_ms else n.due_at_ms end)
            from notifications n left join endpoints e on e.endpoint = n.endpoint
            where n.state = 'Waiting'
            """;
        while (await NumberAsync(gateway, NextDue) is { } due)
        {
            gateway.Clock.SetUtcNow(DateTimeOffset.FromUnixTimeMilliseconds(due));
            await QuietAsync(gateway);
        }
    }

    private async Task CountAsync(TestGateway gateway, Notebook notebook)
    {
        // The money.
        Assert.Equal(
            notebook.InTheTills,
            await NumberAsync(
                gateway, "select coalesce(sum(amount_rupiah), 0) from payments where status = 'Settled'"));

        // The history: each state once and in order, versions without a gap.
        var lines = await ReadAsync<(string Id, long Version, string Status, string Told)>(
            gateway,
            """
            select h.transaction_id, h.version, h.status, coalesce(n.state, '') from payment_history h
            left join notifications n
                on n.transaction_id = h.transaction_id and n.version = h.version and n.slot = h.slot
            order by h.transaction_id, h.version
            """);
        foreach (var payment in notebook.Payments)
        {
            var own = lines.Where(line => line.Id == payment.TransactionId).ToList();
            Assert.Equal(Enumerable.Range(1, own.Count), own.Select(line => (int)line.Version));
            var news = own.Where((line, i) => i == 0 || line.Status != own[i - 1].Status).ToList();
            Assert.Equal(payment.States, news.Select(line => Word(line.Status)));

            // What the shop was told: every state, or given up as the schedule says.
            Assert.All(own.Except(news), line => Assert.Equal("", line.Told));
            Assert.All(news, line => Assert.Contains(line.Told, (string[])["Delivered", "GivenUp"]));
            Assert.All(
                news.Where(line => line.Told == "Delivered"),
                line => Assert.True(told.ContainsKey((line.Id, Word(line.Status))), $"{line} was never heard."));
        }

        // Nothing and nobody else.
        Assert.Equal(notebook.Payments.Count, lines.Select(line => line.Id).Distinct().Count());
        Assert.Equal(
            notebook.Payments.Count,
            notebook.Payments.Select(payment => (payment.Chain, payment.Code)).Distinct().Count());
        Assert.All(told.Keys, one => Assert.Contains(lines, line => (line.Id, Word(line.Status)) == one));
    }

    private static string Word(string status) => status switch
    {
        "Pending" => "pending",
        "Settled" => "settlement",
        "Cancelled" => "cancel",
        "Expired" => "expire",
        _ => "deny",
    };

    // Nothing is due and nothing on its way: whoever turns the clock then does not time out what is being sent. What
    // was taken at this moment is due again at the end of its lease. What is due at a shop that is left alone waits.
    private static Task QuietAsync(TestGateway gateway)
    {
        var now = gateway.Clock.GetUtcNow();
        return UntilNoneAsync(
            gateway,
            $"""
            select count(*) from notifications where state = 'Waiting'
                and (due_at_ms <= {now.ToUnixTimeMilliseconds()}
                    and endpoint not in (
                        select endpoint from endpoints where open_until_ms > {now.ToUnixTimeMilliseconds()})
                    or due_at_ms = {(now + Lease).ToUnixTimeMilliseconds()})
            """);
    }

    private static async Task UntilNoneAsync(TestGateway gateway, string count)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (await NumberAsync(gateway, count) > 0)
        {
            // A dispatcher that looked just before the clock was turned would look again a second later, and this clock
            // stands still.
            gateway.Service<OutboxSignal>().Raise();
            limit.Token.ThrowIfCancellationRequested();
        }
    }

    private static async Task<long?> NumberAsync(TestGateway gateway, string sql)
    {
        await using var connection = await gateway.Service<Database>().OpenAsync(TestContext.Current.CancellationToken);
        return await connection.ExecuteScalarAsync<long?>(sql);
    }

    private static async Task<IReadOnlyList<T>> ReadAsync<T>(TestGateway gateway, string sql)
    {
        await using var connection = await gateway.Service<Database>().OpenAsync(TestContext.Current.CancellationToken);
        return [.. await connection.QueryAsync<T>(sql)];
    }
}
