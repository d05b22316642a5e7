using System.Globalization;
using System.Text;

namespace Gerai.Cli.Demo;

/// <summary>
/// The sequence diagram, written as it happens: each step is a row with its time, an arrow between two lanes and what
/// is said. A pipe or a file gets one plain sentence a step.
/// </summary>
internal sealed class Timeline(TimeProvider time)
{
    private const int Lanes = 5;
    private const int TimeWidth = 10;

    // Below this width the lanes' names do not fit above them, so letters stand for them.
    private const int WideFrom = 110;

    private static readonly string[] Names =
        ["customer", "merchant frontend", "merchant backend", "Core API", "convenience store"];

    private static readonly string[] Colours = ["green3", "deepskyblue1", "mediumpurple1", "gold1", "indianred1"];

    private static readonly char[] Letters = ['C', 'F', 'B', 'A', 'S'];

    private readonly long start = time.GetTimestamp();
    private readonly Lock gate = new();
    private readonly int width = Output.Console.Profile.Width;

    private int Spacing => width >= WideFrom ? 11 : 5;

    private int LanesWidth => ((Lanes - 1) * Spacing) + 1;

    public double Milliseconds => time.GetElapsedTime(start).TotalMilliseconds;

    /// <summary>A title over what follows, and the lanes' names.</summary>
    public void Chapter(string title)
    {
        lock (gate)
        {
            Output.Line();
            Output.Markup($"[bold]{Output.Escape(title)}[/]");
            if (!Output.IsRedirected)
            {
                Output.Line();
                Header();
            }
        }
    }

    public void Step(Lane from, Lane to, string text)
    {
        // Steps come from the till and from the merchant's server at the same time.
        lock (gate)
        {
            var at = Milliseconds.ToString("F0", CultureInfo.InvariantCulture).PadLeft(6) + " ms";
            if (Output.IsRedirected)
            {
                Output.Line($"{at}  {Names[(int)from]} -> {Names[(int)to]}: {Output.Visible(text)}");
                return;
            }

            var rest = Wrap(Output.Visible(text), Math.Max(20, width - TimeWidth - LanesWidth - 5));
            Row(at, Arrow((int)from, (int)to), rest[0]);
            foreach (var line in rest.Skip(1))
            {
                Row("", Bars(), line);
            }
        }
    }

    private static void Row(string at, string lanes, string text) =>
        Output.Markup($"[grey]{at.PadLeft(TimeWidth - 1)}[/]   {lanes}   {Output.Escape(text)}");

    private void Header()
    {
        if (width < WideFrom)
        {
            var legend = Names.Select((name, i) => Coloured(i, $"{Letters[i]} {name.Replace("convenience ", "")}"));
            Output.Markup("  " + string.Join("  ", legend));
            Row("", Posts(lane => Letters[lane]), "");
            return;
        }

        for (var line = 0; line < 2; line++)
        {
            var header = new StringBuilder(new string(' ', TimeWidth + 2 - (Spacing / 2)));
            for (var lane = 0; lane < Lanes; lane++)
            {
                // One word a line; a single word stands in the lower one.
                var words = Names[lane].Split(' ');
                var word = Names[lane] == "Core API" || words.Length == 1
                    ? (line == 0 ? "" : Names[lane])
                    : words[line];
                header.Append(Coloured(lane, Centred(word, Spacing)));
            }

            Output.Markup(header.ToString());
        }
    }

    private static string Centred(string word, int width) =>
        word.PadLeft(word.Length + ((width - word.Length + 1) / 2)).PadRight(width);

    private string Bars() => Posts(_ => '│');

    private string Posts(Func<int, char> post) => string.Join(
        new string(' ', Spacing - 1), Enumerable.Range(0, Lanes).Select(lane => Coloured(lane, post(lane).ToString())));

    // The sender's colour carries the arrow; lanes it passes keep theirs.
    private string Arrow(int from, int to)
    {
        var (left, right) = (Math.Min(from, to), Math.Max(from, to));
        var row = new StringBuilder();
        for (var lane = 0; lane < Lanes; lane++)
        {
            var isInside = lane > left && lane < right;
            row.Append(lane == from ? Coloured(from, "●") : Coloured(lane, isInside ? "┼" : "│"));
            if (lane == Lanes - 1)
            {
                break;
            }

            var gap = Spacing - 1;
            var line = lane < left || lane >= right ? new string(' ', gap)
                : to > from && lane == right - 1 ? new string('─', gap - 1) + "▶"
                : to < from && lane == left ? "◀" + new string('─', gap - 1)
                : new string('─', gap);
            row.Append(Coloured(from, line));
        }

        return row.ToString();
    }

    private static string Coloured(int lane, string text) => $"[{Colours[lane]}]{text}[/]";

    private static List<string> Wrap(string text, int width)
    {
        var lines = new List<string> { "" };
        foreach (var word in text.Split(' '))
        {
            var longer = lines[^1].Length == 0 ? word : $"{lines[^1]} {word}";
            if (longer.Length <= width || lines[^1].Length == 0)
            {
                lines[^1] = longer;
            }
            else
            {
                lines.Add(word);
            }
        }

        return lines;
    }
}
