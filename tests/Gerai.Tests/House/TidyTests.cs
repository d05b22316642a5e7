using System.Text.RegularExpressions;
using Gerai.Tests.Support;

namespace Gerai.Tests.House;

/// <summary>
/// The limits within which a file can be read at one sitting, and the habits a compiler does not know.
/// </summary>
public sealed partial class TidyTests
{
    private const int FileLinesMax = 300;
    private const int FunctionLinesMax = 70;
    private const int ColumnsMax = 120;

    // A word that fits everything says nothing: the thing has two jobs or none.
    private static readonly string[] EmptyWords =
        ["Manager", "Helper", "Util", "Utils", "Common", "Base", "Impl", "Service", "Dto", "Model", "Entity"];

    // Where any failure may end, and why there.
    private static readonly Dictionary<string, string> CatchesEverything = new()
    {
        ["src/Gerai.Gateway/CounterApi/CounterRoutes.cs"] = "The edge of a request: the terminal must have an answer.",
        ["src/Gerai.Gateway/MerchantApi/MerchantRoutes.cs"] = "The edge of a request: a failure becomes an answer.",
        ["src/Gerai.Gateway/Running/Readiness.cs"] = "Whatever is wrong with the books, the answer is: not ready.",
        ["src/Gerai.Gateway/CoreApi/RequestLimit.cs"] = "A limit that cannot be asked for refuses nobody.",
        ["src/Gerai.Gateway/Nodes/NodeLoop.cs"] = "The edge of a loop, and of an end that nothing may hold up.",
        ["src/Gerai.Gateway/Nodes/OtherNodes.cs"] = "The edge of a loop: what is told may get lost.",
        ["src/Gerai.Gateway/Storage/NodeLine.cs"] = "Closes the connection and throws it on.",
        ["src/Gerai.Gateway/Storage/GroupWriter.cs"] = "Hands the failure to each caller that waits for its write.",
        ["src/Gerai.Gateway/Notifications/OutboundAddressPolicy.cs"] = "Closes the socket and throws it on.",
        ["src/Gerai.Gateway/Notifications/Dispatcher.cs"] = "The edge of an attempt, which is made again.",
        ["src/Gerai.AspNetCore/Inbox/Handling.cs"] = "The edge of a call of the shop's handler, which is made again.",
        ["src/Gerai.AspNetCore/Inbox/InboxWorker.cs"] = "The edge of a round, which begins anew.",
        ["src/Gerai.AspNetCore/Inbox/Reconciler.cs"] = "The edge of a round, which begins anew.",
        ["src/Gerai.Testing/GeraiSandbox.cs"] = "Takes away what had begun and throws it on.",
        ["src/Gerai.Cli/Doctor/Examination.cs"] = "A check that breaks is told as such, and the others are made.",
        ["src/Gerai.Cli/CommandLine.cs"] = "The edge of a command: a sentence instead of a stack trace.",
    };

    private static readonly IReadOnlyList<(string Path, string[] Lines)> Files =
        [.. new[] { "src", "samples", "tests" }
            .SelectMany(Repository.Sources)
            .Select(Lines)];

    // What a page is made of is read as code is.
    private static readonly IReadOnlyList<(string Path, string[] Lines)> FilesOfPages =
        [.. Repository.Sources("src", ".razor", ".css", ".js").Select(Lines)];

    [Fact]
    public void A_file_has_at_most_300_lines_of_at_most_120_columns()
    {
        Assert.NotEmpty(FilesOfPages);
        Assert.All(Files.Concat(FilesOfPages), file => Assert.True(
            file.Lines.Length <= FileLinesMax, $"{file.Path} has {file.Lines.Length} lines."));
        EachLine((where, line) => Assert.True(line.Length <= ColumnsMax, $"{where} has {line.Length} columns."));
    }

    [Fact]
    public void A_function_has_at_most_70_lines()
    {
        foreach (var (path, lines) in Files)
        {
            for (var i = 0; i < lines.Length; i++)
            {
                if (lines[i].Trim() == "{" && !OpensAType(lines, i))
                {
                    var closing = lines[i].Replace('{', '}');
                    var length = lines.Skip(i)
                        .TakeWhile(line => !line.StartsWith(closing, StringComparison.Ordinal))
                        .Count();
                    Assert.True(length < FunctionLinesMax, $"{path}:{i + 1} opens a block of {length} lines.");
                }
            }
        }
    }

    // Work that is left belongs to an issue, where somebody looks for it.
    [Fact]
    public void Nothing_is_left_for_later_in_a_comment() => EachLine((where, line) =>
        Assert.False(LeftForLater().IsMatch(line), $"{where}: {line.Trim()}"));

    [Fact]
    public void Nobody_catches_everything_on_the_way() => EachLine((where, line) => Assert.True(
        !CatchAll().IsMatch(line)
            || line.Contains(" when ", StringComparison.Ordinal)
            || CatchesEverything.ContainsKey(where.Split(':')[0]),
        $"{where}: {line.Trim()}"));

    [Fact]
    public void A_type_is_called_by_what_it_is_for() => EachLine((where, line) =>
    {
        var words = Words().Matches(Declaration().Match(line).Groups["name"].Value).Select(match => match.Value);
        Assert.True(!words.Intersect(EmptyWords).Any(), $"{where}: {line.Trim()}");
    });

    [Fact]
    public void A_file_bears_the_name_of_what_stands_in_it()
    {
        foreach (var (path, lines) in Files)
        {
            // What stands behind a Razor page is called by the page's name and that it is one.
            var isPage = path.EndsWith(".cshtml.cs", StringComparison.Ordinal);
            var name = Path.GetFileNameWithoutExtension(path).Split('.')[0] + (isPage ? "Page" : "");
            Assert.True(
                name == "Program" || lines.Any(line => Declaration().Match(line).Groups["name"].Value == name),
                $"{path} declares no {name}.");
        }
    }

    private static void EachLine(Action<string, string> check)
    {
        foreach (var (path, lines) in Files.Concat(FilesOfPages))
        {
            for (var i = 0; i < lines.Length; i++)
            {
                check($"{path}:{i + 1}", lines[i]);
            }
        }
    }

    private static (string Path, string[] Lines) Lines(string path) =>
        (path, Repository.Read(path).TrimEnd('\n').Split('\n'));

    // The head of a block may be wrapped: it goes back to the line that ends what stands before.
    private static bool OpensAType(string[] lines, int opening) =>
        lines.Take(opening).Reverse()
            .TakeWhile(line => line.Trim() is not ("" or "{" or "}") && !line.EndsWith(';'))
            .Any(line => Declaration().IsMatch(line));

    [GeneratedRegex(
        @"^\s*((public|internal|private|protected|file|sealed|static|abstract|readonly|partial|ref) )*"
        + @"(class|record struct|record|struct|interface|enum) (?<name>\w+)",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Declaration();

    [GeneratedRegex(@"^\s*catch( \(Exception\b.*)?$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CatchAll();

    [GeneratedRegex("[A-Z][a-z0-9]*", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Words();

    // Written so that it does not find itself.
    [GeneratedRegex(@"\b(TO[D]O|FIX[M]E|HA[C]K)\b", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex LeftForLater();
}
