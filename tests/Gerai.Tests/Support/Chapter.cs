using System.Text.RegularExpressions;

namespace Gerai.Tests.Support;

/// <summary>
/// The commands of a chapter of docs/operating.md, to be run as they stand there: only its places are a test's own.
/// </summary>
internal sealed partial class Chapter
{
    private readonly IReadOnlyList<(string Kind, string Lines)> blocks;
    private readonly IReadOnlyList<(string Documented, string Actual)> places;

    public Chapter(string heading, params IReadOnlyList<(string Documented, string Actual)> places)
    {
        var text = Repository.Read("docs/operating.md").Split($"\n## {heading}\n")[1].Split("\n## ")[0];
        blocks = [.. Fenced().Matches(text).Select(match => (match.Groups["kind"].Value, match.Groups["lines"].Value))];
        this.places = places;
    }

    /// <summary>The one block of this kind in which these words stand.</summary>
    public string Block(string kind, string words)
    {
        var lines = blocks.Single(
            block => block.Kind == kind && block.Lines.Contains(words, StringComparison.Ordinal)).Lines;
        foreach (var (documented, actual) in places)
        {
            lines = lines.Replace(documented, actual, StringComparison.Ordinal);
        }

        return lines;
    }

    [GeneratedRegex(
        @"^```(?<kind>\w+)\n(?<lines>.*?)^```\n",
        RegexOptions.Singleline | RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Fenced();
}
