using System.Globalization;
using Gerai.LoadTests.Load;
using Spectre.Console;

namespace Gerai.LoadTests.Report;

/// <summary>The rows as people read them: on the screen, and in the documentation.</summary>
internal sealed record FigureTable(IReadOnlyList<string> Heads, IReadOnlyList<string[]> Lines)
{
    private const int WidthMin = 180;

    /// <summary>Requests answered.</summary>
    public static FigureTable OfAnswers(IEnumerable<Row> rows) => new(
        [
            "what", "connections", "per second", "p50 ms", "p99 ms", "× one commit each", "× bare server",
            "server CPU µs", "loader CPU µs",
        ],
        [.. rows.Select(AnswerCells)]);

    /// <summary>Calls made.</summary>
    public static FigureTable OfCalls(IEnumerable<Row> rows) => new(
        ["what", "calls at once", "per second", "× one after the other", "× as many at once", "CPU µs"],
        [.. rows.Select(CallCells)]);

    public void Print()
    {
        var table = new Table().Border(TableBorder.Simple);
        foreach (var (index, head) in Heads.Index())
        {
            table.AddColumn(new TableColumn(head) { Alignment = index == 0 ? Justify.Left : Justify.Right });
        }

        foreach (var line in Lines)
        {
            table.AddRow([.. line.Select(Markup.Escape)]);
        }

        // Nine columns do not fit the 80 that a pipe is taken for; on a narrow screen a wrapped line is still whole.
        AnsiConsole.Profile.Width = Math.Max(AnsiConsole.Profile.Width, WidthMin);
        AnsiConsole.Write(table);
    }

    public IEnumerable<string> Markdown()
    {
        yield return Line(Heads);
        yield return Line(Heads.Select((_, index) => index == 0 ? "---" : "---:"));
        foreach (var line in Lines)
        {
            yield return Line(line);
        }
    }

    private static string[] CallCells(Row row) =>
    [
        row.Name,
        row.Connections.ToString(CultureInfo.InvariantCulture),
        Text(row.Of(round => round.PerSecond), "N0"),
        row.Against(row.Loop) is { } times ? Text(times, "F2") : "",
        row.Against(row.Ceiling) is { } share ? Text(share, "F2") : "",
        CpuEach(row, round => round.ServerCpu),
    ];

    private static string[] AnswerCells(Row row) =>
    [
        row.Name,
        row.Connections.ToString(CultureInfo.InvariantCulture),
        Text(row.Of(round => round.PerSecond), "N0"),
        Text(row.Of(round => round.Median.TotalMilliseconds), "F1"),
        Text(row.Of(round => round.Percentile99.TotalMilliseconds), "F1"),
        row.Against(row.OneCommitEach) is { } times ? Text(times, "F2") : "",
        row.Against(row.Ceiling) is { } share ? Text(share, "F2") : "",
        CpuEach(row, round => round.ServerCpu),
        CpuEach(row, round => round.LoaderCpu),
    ];

    private static string CpuEach(Row row, Func<Measurement, TimeSpan> cpu) =>
        row.Of(round => cpu(round).TotalMicroseconds / round.Answers).Median
            .ToString("N0", CultureInfo.InvariantCulture);

    private static string Text(Spread spread, string format) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Number(spread.Median, format)} ({Number(spread.Min, format)}–{Number(spread.Max, format)})");

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);

    private static string Line(IEnumerable<string> cells) => $"| {string.Join(" | ", cells)} |";
}
