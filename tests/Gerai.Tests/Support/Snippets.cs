using System.Text.RegularExpressions;

namespace Gerai.Tests.Support;

/// <summary>
/// The C# of a page, and the same lines between two marks in a test that compiles and runs them.
/// </summary>
internal static partial class Snippets
{
    // How far a test's statements stand from the left.
    private const int Indent = 8;

    /// <summary>Asserts that both are the same, letter for letter and in the same order.</summary>
    public static void AreSame(string page, string test) => Assert.Equal(
        Marked().Matches(Repository.Read(test)).Select(match => Unindented(match.Groups["code"].Value)),
        Fenced().Matches(Repository.Read(page)).Select(match => match.Groups["code"].Value));

    private static string Unindented(string code) => string.Concat(
        code.Split('\n').SkipLast(1).Select(line => (line.Length > Indent ? line[Indent..] : line.Trim()) + "\n"));

    [GeneratedRegex(
        @"^        // README\n(?<code>.*?)^        // end\n",
        RegexOptions.Singleline | RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Marked();

    [GeneratedRegex(
        @"^```csharp\n(?<code>.*?)^```\n",
        RegexOptions.Singleline | RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Fenced();
}
