using Gerai.LoadTests.Crash;
using Gerai.LoadTests.Delivery;
using Gerai.LoadTests.Failover;
using Gerai.LoadTests.Nodes;
using Gerai.LoadTests.Portal;
using Gerai.LoadTests.Report;
using Gerai.LoadTests.Sdk;
using Gerai.LoadTests.Upgrade;
using Gerai.LoadTests.Vouchers;
using Spectre.Console;

namespace Gerai.LoadTests;

/// <summary>Reads what is asked for, runs it, prints the table and, if wanted, writes it down.</summary>
internal static class BenchmarkCommand
{
    private const string WriteFlag = "--write";

    // On the repository's own disk: a temporary folder is often memory, where a commit costs nothing.
    private const string Folder = "artifacts/bench";

    // These stand alone: each has a place of its own on the page.
    private const string Notifications = "notifications";
    private const string Crash = "crash";
    private const string Sdk = "sdk";
    private const string Voucher = "voucher";
    private const string Portal = "portal";
    private const string Nodes = "nodes";
    private const string Failover = "failover";
    private const string ShortFailover = "failover-short";
    private const string Upgrade = "upgrade";

    private static readonly string Legend =
        $"Median of {Benchmark.Rounds} rounds (smallest–largest), each of {Benchmark.Seconds} seconds.";

    public static async Task<int> RunAsync(string[] arguments)
    {
        var parts = arguments.Where(argument => argument != WriteFlag).ToArray();
        var alone = parts is
            [Notifications or Crash or Sdk or Voucher or Portal or Nodes or Failover or ShortFailover or Upgrade]
            or [Upgrade, _]
            ? parts[0]
            : null;
        if (alone is null && parts.Except(Benchmark.Parts).Any())
        {
            await Console.Error.WriteLineAsync(
                $"Usage: ./bench [{string.Join("] [", Benchmark.Parts)}] [{WriteFlag}]\n"
                + $"       ./bench {Notifications}|{Crash}|{Sdk}|{Voucher}|{Portal}|{Nodes}|{Failover} [{WriteFlag}]\n"
                + $"       ./bench {Upgrade} [COMMIT]");
            return 1;
        }

        var folder = Directory.CreateDirectory(Path.Combine(Folder, Environment.ProcessId.ToString("D"))).FullName;
        try
        {
            IEnumerable<string> machine = [.. Machine.Describe(folder).Select(line => $"- {line.Name}: {line.Value}")];
            var figures = alone switch
            {
                Notifications => await MeasureDeliveryAsync(folder),
                Crash => [.. (await CrashCommand.RunAsync(folder)).Select(line => "- " + line)],
                Failover or ShortFailover =>
                    [.. (await FailoverCommand.RunAsync(folder, alone is ShortFailover)).Select(line => "- " + line)],
                Upgrade =>
                [
                    .. (await UpgradeCommand.RunAsync(folder, parts.ElementAtOrDefault(1))).Select(line => "- " + line),
                ],
                Sdk => await MeasureSdkAsync(),
                Voucher => await MeasureVoucherAsync(folder),
                Portal => await MeasurePortalAsync(folder),
                Nodes => await MeasureNodesAsync(folder),
                _ => await MeasureAnswersAsync(folder, parts.Length == 0 ? Benchmark.Parts : parts),
            };
            Show(alone, [.. machine, "", .. figures], arguments.Contains(WriteFlag));

            // A measurement that found something broken has said so there.
            return Environment.ExitCode;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<IEnumerable<string>> MeasureAnswersAsync(string folder, IReadOnlyList<string> parts)
    {
        await using var benchmark = await Benchmark.StartAsync(folder, parts);
        await RunWithProgressAsync([.. benchmark.Steps]);
        var counts = await benchmark.CountBooksAsync();
        var table = FigureTable.OfAnswers(benchmark.Rows);
        table.Print();
        return [.. table.Markdown(), "", Legend, "", .. counts.Select(count => "- " + count)];
    }

    private static async Task<IEnumerable<string>> MeasureDeliveryAsync(string folder)
    {
        await using var benchmark = await DeliveryBenchmark.StartAsync(folder);
        await RunWithProgressAsync([.. benchmark.Steps]);
        var rates = FigureTable.OfCalls(benchmark.Rows);
        var times = benchmark.Times();
        rates.Print();
        times.Print();
        return
        [
            .. rates.Markdown(), "", DeliveryBenchmark.RatesLegend, "",
            .. times.Markdown(), "", DeliveryBenchmark.TimesLegend,
        ];
    }

    // Without a bar that moves: what it allocates would be counted.
    private static async Task<IEnumerable<string>> MeasureSdkAsync()
    {
        await using var benchmark = await SdkBenchmark.StartAsync();
        await benchmark.RunAsync(Console.WriteLine);
        var table = benchmark.Table();
        table.Print();
        return [.. table.Markdown(), "", SdkBenchmark.Legend];
    }

    private static async Task<IEnumerable<string>> MeasureVoucherAsync(string folder)
    {
        await using var benchmark = await VoucherBenchmark.StartAsync(folder);
        await RunWithProgressAsync([.. benchmark.Steps]);
        var (times, costs) = (benchmark.Times(), benchmark.Costs());
        times.Print();
        costs.Print();
        Environment.ExitCode = benchmark.HaveAllTurned ? 0 : 1;
        return [.. times.Markdown(), "", .. costs.Markdown(), "", .. benchmark.Summary()];
    }

    private static async Task<IEnumerable<string>> MeasurePortalAsync(string folder)
    {
        await using var benchmark = new PortalBenchmark(folder);
        await RunWithProgressAsync([.. benchmark.Steps]);
        var times = benchmark.Times();
        times.Print();
        Environment.ExitCode = benchmark.IsGoalReached ? 0 : 1;
        return [.. times.Markdown(), "", PortalBenchmark.Legend, "", .. benchmark.Summary()];
    }

    private static async Task<IEnumerable<string>> MeasureNodesAsync(string folder)
    {
        await using var benchmark = await NodesBenchmark.StartAsync(folder);
        await RunWithProgressAsync([.. benchmark.Steps]);
        var table = benchmark.Table();
        table.Print();
        return [.. table.Markdown(), "", NodesBenchmark.Legend, "", benchmark.Summary()];
    }

    private static Task RunWithProgressAsync(IReadOnlyList<(string Description, Func<Task> RunAsync)> steps) =>
        AnsiConsole.Progress()
            .Columns(new ProgressBarColumn(), new PercentageColumn(), new TaskDescriptionColumn())
            .StartAsync(async context =>
            {
                var task = context.AddTask("starting", maxValue: steps.Count);
                foreach (var (description, run) in steps)
                {
                    task.Description = Markup.Escape(description);
                    await run();
                    task.Increment(1);
                }
            });

    // The tables are on the screen already, better to read than these lines.
    private static void Show(string? alone, IReadOnlyList<string> figures, bool isWritten)
    {
        foreach (var line in figures.Where(line => !line.StartsWith('|') && line.Length > 0))
        {
            Console.WriteLine(line);
        }

        if (isWritten)
        {
            BenchmarkPage.Write(alone is null ? $"./bench {WriteFlag}" : $"./bench {alone} {WriteFlag}", figures);
            Console.WriteLine($"Written to {BenchmarkPage.Path}.");
        }
    }
}
