using System.Diagnostics;
using System.Globalization;
using Gerai.LoadTests.Load;
using Gerai.LoadTests.Report;
using Gerai.LoadTests.Servers;

namespace Gerai.LoadTests.Nodes;

/// <summary>
/// What <c>./bench nodes</c> measures: charges over one, two and four gateways on one PostgreSQL server, and what each
/// costs the processor. Each node has as many connections, so that it is as busy as the one.
/// </summary>
internal sealed class NodesBenchmark : IAsyncDisposable
{
    private const int Rounds = 3;
    private const int Seconds = 6;

    // The compiler works on the hot path until then, in each process by itself, and would be measured too.
    private const int WarmingSeconds = 12;
    private const int Connections = 128;

    public static readonly string Legend = string.Create(
        CultureInfo.InvariantCulture,
        $"Gateways, database and together: processor seconds for 1,000 charges. Median of {Rounds} rounds "
        + $"(smallest–largest), each of {Seconds} seconds with {Connections} connections to each node, "
        + $"after {WarmingSeconds} for each node to warm up. Each round has a new database and new processes.");

    private readonly PostgresServer postgres;
    private readonly NodesRow[] rows = [new(1), new(2), new(4)];

    private NodesBenchmark(PostgresServer postgres) => this.postgres = postgres;

    public IEnumerable<(string Description, Func<Task> RunAsync)> Steps =>
        from round in Enumerable.Range(0, Rounds)
        from row in rows
        select ($"round {round + 1} of {Rounds}, {row.Nodes} nodes", (Func<Task>)(() => RunAsync(row, round)));

    public static async Task<NodesBenchmark> StartAsync(string folder) =>
        new(await PostgresServer.StartAsync(folder));

    public FigureTable Table() => new(
        [
            "gateway nodes", "charges a second", "gateways", "database", "together", "× one node",
            "log bytes each", "table bytes each",
        ],
        [.. rows.Select(Cells)]);

    public ValueTask DisposeAsync() => postgres.DisposeAsync();

    private async Task RunAsync(NodesRow row, int round)
    {
        var database = await postgres.NewDatabaseAsync(
            string.Create(CultureInfo.InvariantCulture, $"nodes_{row.Nodes}_{round}"));
        var nodes = new List<ServerProcess>();
        try
        {
            for (var i = 0; i < row.Nodes; i++)
            {
                nodes.Add(await ServerProcess.StartNodeAsync(database));
            }

            await ChargeAsync(nodes, WarmingSeconds * nodes.Count, "warming");
            var (log, tables) = await postgres.BytesAsync();
            var (gateways, server, began) = (GatewayCpu(nodes), postgres.CpuUsed, Stopwatch.GetTimestamp());
            var charges = await ChargeAsync(nodes, Seconds, "measured");
            var after = new
            {
                Took = Stopwatch.GetElapsedTime(began),
                Gateways = GatewayCpu(nodes),
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
        finally
        {
            foreach (var node in nodes)
            {
                await node.DisposeAsync();
            }
        }
    }

    private static async Task<long> ChargeAsync(List<ServerProcess> nodes, int seconds, string prefix)
    {
        var all = await Task.WhenAll(nodes.Select((node, i) =>
            Wrk.ChargeAsync(node, Connections, seconds, $"{prefix}-{i}")));
        return all.Sum(one => one.Answers);
    }

    private static double GatewayCpu(IEnumerable<ServerProcess> nodes) => nodes.Sum(node => node.CpuUsed.TotalSeconds);

    private string[] Cells(NodesRow row) =>
    [
        row.Nodes.ToString(CultureInfo.InvariantCulture),
        Text(row.Of(round => round.PerSecond), "N0"),
        Text(row.Of(round => round.Each(round.GatewayCpu)), "F3"),
        Text(row.Of(round => round.Each(round.DatabaseCpu)), "F3"),
        Text(row.Of(round => round.CpuEach), "F3"),
        Text(row.Against(rows[0]), "F2"),
        Text(row.Of(round => (double)round.LogBytes / round.Charges), "N0"),
        Text(row.Of(round => (double)round.TableBytes / round.Charges), "N0"),
    ];

    private static string Text(Spread spread, string format)
    {
        string Of(double value) => value.ToString(format, CultureInfo.InvariantCulture);
        return $"{Of(spread.Median)} ({Of(spread.Min)}–{Of(spread.Max)})";
    }
}
