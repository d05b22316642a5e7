using System.Globalization;
using Spectre.Console;

namespace Gerai.Cli;

/// <summary>What gerai says: answers on standard output, complaints in one red line on standard error.</summary>
internal static class Output
{
    // A pipe or a file has no width; the usual 80 columns would only break tables apart.
    private const int WidthOfFile = 160;

    // An error is one line, however long: whoever searches for its text must find it whole.
    private const int WidthOfError = 10_000;

    public static IAnsiConsole Console { get; } = NewConsole();

    private static readonly IAnsiConsole Error = NewErrorConsole();

    public static bool IsRedirected => System.Console.IsOutputRedirected;

    /// <summary>How this program is called from here, so that printed commands work when pasted.</summary>
    public static string ProgramName { get; } = NameFrom(Environment.ProcessPath ?? "gerai");

    /// <summary>Writes text as it is, without breaking lines, so that it can be copied and read by programs.</summary>
    public static void Line(string text = "") => System.Console.Out.WriteLine(text);

    public static void Markup(string markup) => Console.MarkupLine(markup);

    public static void Complain(string text) => Error.MarkupLine($"[red]{Escape(text)}[/]");

    /// <summary>Names and values in two columns; what has no value is left out.</summary>
    public static void Fields(params IEnumerable<(string Name, string? Value)> fields)
    {
        var shown = fields.Where(field => field.Value is { Length: > 0 }).ToList();
        var width = shown.Count == 0 ? 0 : shown.Max(field => field.Name.Length);
        foreach (var (name, value) in shown)
        {
            Console.Markup($"  [grey]{name.PadRight(width)}[/]  ");
            Line(Visible(value!));
        }
    }

    public static string Rupiah(long amount) => "Rp" + amount.ToString("N0", CultureInfo.InvariantCulture);

    public static string Store(string? name) => name is { Length: > 0 }
        ? char.ToUpperInvariant(name[0]) + name[1..]
        : "the store";

    public static string Escape(string text) => Spectre.Console.Markup.Escape(Visible(text));

    public static string EscapeLines(IEnumerable<string> lines) => string.Join('\n', lines.Select(Escape));

    // Text from elsewhere must not be able to steer the terminal.
    public static string Visible(string text) =>
        string.Concat(text.Select(letter => char.IsControl(letter) ? ' ' : letter));

    private static string NameFrom(string program)
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        if (folders.Contains(Path.GetDirectoryName(program)))
        {
            return Path.GetFileNameWithoutExtension(program);
        }

        var relative = Path.GetRelativePath(Environment.CurrentDirectory, program);
        return relative.Length < program.Length ? relative : program;
    }

    private static IAnsiConsole NewConsole()
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings());
        if (IsRedirected)
        {
            console.Profile.Width = WidthOfFile;
        }

        return console;
    }

    private static IAnsiConsole NewErrorConsole()
    {
        var settings = new AnsiConsoleSettings { Out = new AnsiConsoleOutput(System.Console.Error) };
        var console = AnsiConsole.Create(settings);
        console.Profile.Width = WidthOfError;
        return console;
    }
}
