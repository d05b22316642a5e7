using System.Diagnostics;
using System.Globalization;
using Gerai.LoadTests.Load;
using Gerai.LoadTests.Report;
using Gerai.LoadTests.Servers;

namespace Gerai.LoadTests.Nodes;

/// <summary>
/// What <c>./bench nodes</c> measures: charges over one, two and four gateways on one database, and what each costs the
/// processor. Each node has as many connections, so that it is as busy as the one. Four more have a database each and
/// know nothing of one another: what they cost above the one, four processes on a small machine cost.
/// </summary>
/// <remarks>
/// All of them run at once and wait, and are asked in turn for a moment each: what a processor that others use as well
/// takes for the same work moves by half within minutes, and so moves all alike.
/// </remarks>
internal sealed class NodesBenchmark : IAsyncDisposable
{
    private const int Rounds = 12;
    private const int Seconds = 3;

    // The compiler works on the hot path until then, in each process by itself, and would be measured too.
    private const int WarmingSeconds = 15;

    // Memory of a process that has waited is cold.
    private const int WakingSeconds = 2;
    private const int Connections = 128;

    public static readonly string Legend = string.Create(
        CultureInfo.InvariantCulture,
        $"Gateways, database and together: processor seconds for 1,000 charges. Median of {Rounds} rounds "
        + $"(smallest–largest), in each all in turn for {Seconds} seconds, after {WakingSeconds} not counted, "
        + $"with {Connections} connections to each node. The processes stay from round to round, and each had "
        + $"{WarmingSeconds} seconds to warm up.");

    private readonly PostgresServer postgres;
    private readonly NodesRow one = new("1", 1);
    private readonly NodesRow four = new("4", 4);
    private readonly NodesRow apart = new("4, a database each", 4) { AreApart = true };
    private readonly NodesRow[] rows;

    private NodesBenchmark(PostgresServer postgres)
    {
        this.postgres = postgres;
        rows = [one, new("2", 2), four, apart];
    }

    public IEnumerable<(string Description, Func<Task> RunAsync)> Steps =>
    [
        .. rows.Select(row => ($"warming {row.Name}", (Func<Task>)(() => WarmAsync(row)))),
        .. from round in Enumerable.Range(1, Rounds)
           from row in rows
           select ($"round {round} of {Rounds}: {row.Name}", (Func<Task>)(() => MeasureAsync(row, round))),
    ];

    public static async Task<NodesBenchmark> StartAsync(string folder) =>
        new(await PostgresServer.StartAsync(folder));

    public FigureTable Table() => new(
        [
            "gateway nodes", "charges a second", "gateways", "database", "together", "× one node",
            "log bytes each", "table bytes each",
        ],
        [.. rows.Select(Cells)]);

    public string Summary() =>
        "- four nodes on one database against four with a database each, round by round: × "
        + Text(four.Against(apart), "F2");

    public async ValueTask DisposeAsync()
    {
        foreach (var node in rows.SelectMany(row => row.Nodes))
        {
            await node.DisposeAsync();
        }

        await postgres.DisposeAsync();
    }

    private async Task WarmAsync(NodesRow row)
    {
        var databases = new List<string>();
        for (var i = 0; i < (row.AreApart ? row.Count : 1); i++)
        {
            databases.Add(await postgres.NewDatabaseAsync());
        }

        for (var i = 0; i < row.Count; i++)
        {
            row.Nodes.Add(await ServerProcess.StartNodeAsync(databases[i % databases.Count]));
        }

        await ChargeAsync(row, WarmingSeconds * row.Count, "warming");
    }

    private async Task MeasureAsync(NodesRow row, int round)
    {
        var prefix = round.ToString(CultureInfo.InvariantCulture);
        await ChargeAsync(row, WakingSeconds, $"waking-{prefix}");
        var (log, tables) = await postgres.BytesAsync();
        var (gateways, server, began) = (GatewayCpu(row.Nodes), postgres.CpuUsed, Stopwatch.GetTimestamp());
        var charges = await ChargeAsync(row, Seconds, $"round-{prefix}");
        var after = new
        {
            Took = Stopwatch.GetElapsedTime(began),
            Gateways = GatewayCpu(row.Nodes),
            Server = postgres.CpuUsed,
            Bytes = await postgres.BytesAsync(),
        };
        row.Add(new NodesRow.Round
        {
            Charges = charges,
            Seconds = after.Took.TotalSeconds,
            GatewayCpu = after.Gateways - gateways,
            DatabaseCpu = (after.Server - server).TotalSeconds,
            LogBytes = after.Bytes.Log - log,
            TableBytes = after.Bytes.Tables - tables,
        });
    }

    private static async Task<long> ChargeAsync(NodesRow row, int seconds, string prefix)
    {
        var all = await Task.WhenAll(row.Nodes.Select((node, i) =>
            Wrk.ChargeAsync(node, Connections, seconds, $"{prefix}-{i}")));
        return all.Sum(one => one.Answers);
    }

    private static double GatewayCpu(IEnumerable<ServerProcess> nodes) => nodes.Sum(node => node.CpuUsed.TotalSeconds);

    private string[] Cells(NodesRow row) =>
    [
        row.Name,
        Text(row.Of(round => round.PerSecond), "N0"),
        Text(row.Of(round => round.Each(round.GatewayCpu)), "F3"),
        Text(row.Of(round => round.Each(round.DatabaseCpu)), "F3"),
        Text(row.Of(round => round.CpuEach), "F3"),
        Text(row.Against(one), "F2"),
        Text(row.Of(round => (double)round.LogBytes / round.Charges), "N0"),
        Text(row.Of(round => (double)round.TableBytes / round.Charges), "N0"),
    ];

    private static string Text(Spread spread, string format)
    {
        string Of(double value) => value.ToString(format, CultureInfo.InvariantCulture);
        return $"{Of(spread.Median)} ({Of(spread.Min)}–{Of(spread.Max)})";
    }
}
