using Gerai.Storage;
using Spectre.Console;

namespace Gerai.Cli.Doctor;

/// <summary>Tells each finding as it comes, a line each, with a bar below while there is more to come.</summary>
internal sealed class Report
{
    // The longest name of a check, and the longest word of a verdict.
    private const int NameWidth = 15;
    private const int VerdictWidth = 7;

    // Two blanks before, two between.
    private const int Indent = 2 + VerdictWidth + 2 + NameWidth + 2;

    private readonly Dictionary<Verdict, int> counts = Enum.GetValues<Verdict>().ToDictionary(one => one, _ => 0);
    private IReadOnlyList<string> leftOut = [];

    public bool IsWrong => counts[Verdict.Wrong] > 0;

    /// <summary>The last line, with markup.</summary>
    public string Summary
    {
        get
        {
            var parts = counts.Where(one => one.Value > 0)
                .Select(one => $"[{Colour(one.Key)}]{one.Value} {Word(one.Key)}[/]");
            var rest = string.Concat(leftOut.Select(why => $"\n{Output.Escape(why)}"));
            return $"{counts.Values.Sum()} checks: {string.Join(", ", parts)}{rest}";
        }
    }

    public async Task ShowAsync(Examination examination, CancellationToken cancel)
    {
        if (Output.IsRedirected)
        {
            await examination.RunAsync((_, _) => { }, Tell, cancel);
        }
        else
        {
            await Output.Console.Progress()
                .AutoClear(enabled: true)
                .Columns(new ProgressBarColumn(), new TaskDescriptionColumn { Alignment = Justify.Left })
                .StartAsync(context =>
                {
                    var bar = context.AddTask("looking", maxValue: 1);
                    return examination.RunAsync(
                        (check, left) =>
                        {
                            (bar.MaxValue, bar.Value) = (counts.Values.Sum() + left, counts.Values.Sum());
                            bar.Description = Output.Escape(check.Name);
                        },
                        Tell,
                        cancel);
                });
        }

        leftOut = examination.LeftOut;
    }

    private void Tell(Check check, Finding finding)
    {
        counts[finding.Verdict]++;
        if (Output.IsRedirected)
        {
            // Each sentence whole, however long, so that it can be searched for.
            var told = $"{Word(finding.Verdict).PadRight(VerdictWidth)}  {check.Name.PadRight(NameWidth)}";
            Output.Line(Output.Visible($"  {told}  {finding.Words}"));
            if (finding.Remedy is { } remedy)
            {
                Output.Line(new string(' ', Indent) + Output.Visible($"→ {remedy}"));
            }

            return;
        }

        var colour = Colour(finding.Verdict);
        var head = $"  [{colour}]{Word(finding.Verdict).PadRight(VerdictWidth)}[/]  {check.Name.PadRight(NameWidth)}  ";
        var lines = Wrapped(finding.Words).ToList();
        Output.Markup(head + (finding.Verdict is Verdict.Ok ? $"[grey]{lines[0]}[/]" : lines[0]));
        foreach (var line in lines.Skip(1).Concat(finding.Remedy is null ? [] : Wrapped("→ " + finding.Remedy)))
        {
            Output.Markup(new string(' ', Indent) + line);
        }
    }

    // Broken at blanks, below one another.
    private static IEnumerable<string> Wrapped(string text)
    {
        var width = Math.Max(20, Output.Console.Profile.Width - Indent - 1);
        var line = "";
        foreach (var word in text.Split(' '))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                yield return Output.Escape(line);
                line = "";
            }

            line += line.Length > 0 ? $" {word}" : word;
        }

        yield return Output.Escape(line);
    }

    private static string Word(Verdict verdict) => verdict switch
    {
        Verdict.Ok => "ok",
        Verdict.Warning => "warning",
        Verdict.Wrong => "wrong",
    };

    private static string Colour(Verdict verdict) => verdict switch
    {
        Verdict.Ok => "green",
        Verdict.Warning => "yellow",
        Verdict.Wrong => "red",
    };
}
