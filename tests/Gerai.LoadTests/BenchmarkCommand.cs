using Gerai.LoadTests.Report;
using Spectre.Console;

namespace Gerai.LoadTests;

/// <summary>Reads what is asked for, runs it, prints the table and, if wanted, writes it down.</summary>
internal static class BenchmarkCommand
{
    private const string WriteFlag = "--write";

    // On the repository's own disk: a temporary folder is often memory, where a commit costs nothing.
    private const string Folder = "artifacts/bench";

    private static readonly string Legend =
        $"Median of {Benchmark.Rounds} rounds (smallest–largest), each of {Benchmark.Seconds} seconds.";

    public static async Task<int> RunAsync(string[] arguments)
    {
        var parts = arguments.Where(argument => argument != WriteFlag).ToArray();
        if (parts.Except(Benchmark.Parts).Any())
        {
            await Console.Error.WriteLineAsync($"Usage: ./bench [{string.Join("] [", Benchmark.Parts)}] [{WriteFlag}]");
            return 1;
        }

        var folder = Directory.CreateDirectory(Path.Combine(Folder, Environment.ProcessId.ToString("D"))).FullName;
        try
        {
            var machine = Machine.Describe(folder).ToList();
            await using var benchmark = await Benchmark.StartAsync(folder, parts.Length == 0 ? Benchmark.Parts : parts);
            await RunWithProgressAsync(benchmark);
            Show(machine, benchmark.Rows, await benchmark.CountBooksAsync(), arguments.Contains(WriteFlag));
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Task RunWithProgressAsync(Benchmark benchmark) => AnsiConsole.Progress()
        .Columns(new ProgressBarColumn(), new PercentageColumn(), new TaskDescriptionColumn())
        .StartAsync(async context =>
        {
            var steps = benchmark.Steps.ToList();
            var task = context.AddTask("starting", maxValue: steps.Count);
            foreach (var (description, run) in steps)
            {
                task.Description = Markup.Escape(description);
                await run();
                task.Increment(1);
            }
        });

    private static void Show(
        List<(string Name, string Value)> machine,
        IReadOnlyList<Row> rows,
        IReadOnlyList<string> counts,
        bool isWritten)
    {
        foreach (var (name, value) in machine)
        {
            Console.WriteLine($"{name,-12} {value}");
        }

        FigureTable.Print(rows);
        Console.WriteLine(Legend);
        foreach (var count in counts)
        {
            Console.WriteLine(count);
        }

        if (isWritten)
        {
            BenchmarkPage.Write(
            [
                .. machine.Select(line => $"- {line.Name}: {line.Value}"),
                "",
                .. FigureTable.Markdown(rows),
                "",
                Legend,
                "",
                .. counts.Select(count => "- " + count),
            ]);
            Console.WriteLine($"Written to {BenchmarkPage.Path}.");
        }
    }
}
