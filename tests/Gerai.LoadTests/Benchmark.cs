using System.Globalization;
using System.Text;
using Gerai.Cli;
using Gerai.LoadTests.Load;
using Gerai.LoadTests.Report;
using Gerai.LoadTests.Servers;
using Gerai.Storage;

namespace Gerai.LoadTests;

/// <summary>
/// Measures the rows in turn, round after round, so that whatever else the machine does meets all of them alike: what
/// counts are the ratios.
/// </summary>
internal sealed class Benchmark : IAsyncDisposable
{
    public const int Rounds = 5;
    public const int Seconds = 3;

    // What is still being compiled would be measured too, and a whole payment goes through more code than a charge.
    public const int WarmUpSeconds = 6;

    private const string Charges = "charges";
    private const string Status = "status";
    private const string Payments = "payments";

    private const string ChargePrefix = "charge-";
    private const string KnownOrder = "known";
    private const int KnownOrders = 1000;

    private readonly List<(string Name, Books Books, Func<Task<string>> CountAsync)> books = [];
    private readonly List<Row> rows = [];
    private ServerProcess? ceiling;
    private NotificationSink? sink;
    private int prefixes;

    public static IReadOnlyList<string> Parts { get; } = [Charges, Status, Payments];

    public IReadOnlyList<Row> Rows => rows;

    /// <summary>Everything to be done, in its order; each step takes a few seconds.</summary>
    public IEnumerable<(string Description, Func<Task> RunAsync)> Steps =>
    [
        .. rows.Select(row => (
            $"warming up: {row.Name}, {row.Connections} connections",
            (Func<Task>)(() => row.WarmUpAsync(WarmUpSeconds)))),
        .. Enumerable.Range(1, Rounds).SelectMany(round => rows.Select(row => (
            $"round {round} of {Rounds}: {row.Name}, {row.Connections} connections",
            (Func<Task>)(() => row.MeasureAsync(Seconds))))),
    ];

    public static async Task<Benchmark> StartAsync(string folder, IReadOnlyList<string> parts)
    {
        var benchmark = new Benchmark();
        var grouped = await benchmark.OpenAsync(Path.Combine(folder, "grouped"), "group commit");
        var answerBytes = await ChargeKnownOrdersAsync(grouped.Server.Address);
        benchmark.ceiling = await ServerProcess.StartCeilingAsync(answerBytes);
        if (parts.Contains(Charges))
        {
            var single = await benchmark.OpenAsync(Path.Combine(folder, "single"), "one commit each", groupMax: 1);
            benchmark.AddCharges(64, grouped, single);
            benchmark.AddCharges(256, grouped, single);
        }

        if (parts.Contains(Status))
        {
            benchmark.rows.Add(new Row("GET status", 64, seconds => Wrk.AskStatusAsync(
                grouped.Server, 64, seconds, KnownOrder, KnownOrders))
            {
                Ceiling = benchmark.CeilingAt(64),
            });
        }

        if (parts.Contains(Payments))
        {
            await benchmark.AddWholePaymentsAsync(Path.Combine(folder, "whole"), 64);
        }

        return benchmark;
    }

    /// <summary>Ends the gateways and holds what they acknowledged against what their databases hold.</summary>
    public async Task<IReadOnlyList<string>> CountBooksAsync()
    {
        var counts = new List<string>();
        foreach (var (name, _, countAsync) in books.Where(one => one.Books.HasAcknowledged))
        {
            counts.Add($"{name}: {await countAsync()}");
        }

        return counts;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (_, one, _) in books)
        {
            await one.DisposeAsync();
        }

        if (ceiling is not null)
        {
            await ceiling.DisposeAsync();
        }

        if (sink is not null)
        {
            await sink.DisposeAsync();
        }
    }

    // Orders whose state can be asked for. Returns how long the answer to a charge is.
    private static async Task<int> ChargeKnownOrdersAsync(Uri address)
    {
        using var http = new HttpClient { BaseAddress = address };
        var merchant = new CoreApiClient(http, GatewayServer.ServerKeyText);
        var bytes = 0;
        await Parallel.ForEachAsync(Enumerable.Range(1, KnownOrders), async (number, cancel) =>
        {
            var order = string.Create(CultureInfo.InvariantCulture, $"{KnownOrder}-{number:D8}");
            var answer = await merchant.ChargeAsync(WholePayments.ChargeBody(order), cancel);
            Interlocked.Exchange(ref bytes, Encoding.UTF8.GetByteCount(answer.Text));
        });
        return bytes;
    }

    private async Task<Books> OpenAsync(string folder, string name, int? groupMax = null)
    {
        var opened = await Books.OpenAsync(folder, groupMax ?? new StorageOptions().GroupMax);
        books.Add((name, opened, () => opened.CountAsync(ChargePrefix)));
        return opened;
    }

    private void AddCharges(int connections, Books grouped, Books single)
    {
        var bare = CeilingAt(connections);
        var alone = new Row("charges, one commit each", connections, ChargeOn(single, connections)) { Ceiling = bare };
        rows.Add(alone);
        rows.Add(new Row("charges, group commit", connections, ChargeOn(grouped, connections))
        {
            OneCommitEach = alone,
            Ceiling = bare,
        });
    }

    private Func<int, Task<Measurement>> ChargeOn(Books gateway, int connections) => seconds =>
        gateway.NoteAsync(Wrk.ChargeAsync(gateway.Server, connections, seconds, NextPrefix()), connections);

    private Row CeilingAt(int connections)
    {
        if (rows.Find(row => row.Ceiling is null && row.Connections == connections) is { } known)
        {
            return known;
        }

        var bare = new Row("bare web server, same bytes", connections, seconds =>
            Wrk.ChargeAsync(ceiling!, connections, seconds, NextPrefix()));
        rows.Add(bare);
        return bare;
    }

    private async Task AddWholePaymentsAsync(string folder, int customers)
    {
        sink = await NotificationSink.StartAsync();
        var gateway = await Books.OpenAsync(folder, new StorageOptions().GroupMax, sink.Address);
        books.Add(("whole payments", gateway, () => gateway.CountAsync(
            WholePayments.OrderPrefix,
            """
            status = 'Settled' and exists (
                select 1 from notifications told where told.transaction_id = payments.transaction_id
                    and told.slot = payments.slot and told.version = payments.version and told.state = 'Delivered')
            """)));
        var payments = new WholePayments(gateway.Server, sink);
        rows.Add(new Row("whole payments, shop told", customers, seconds =>
            gateway.NoteAsync(payments.RunAsync(customers, seconds)))
        {
            Ceiling = CeilingAt(customers),
        });
    }

    private string NextPrefix() => string.Create(CultureInfo.InvariantCulture, $"{ChargePrefix}{++prefixes:D4}");
}
