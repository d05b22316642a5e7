using System.Text.RegularExpressions;
using Gerai.Tests.Support;

namespace Gerai.Tests.Sdk;

/// <summary>
/// Follows docs/getting-started.md to the letter, as a newcomer would: its files are written, its commands run, and
/// what it says is printed must be printed. Only the ports differ, and gerai is the program that is already built.
/// </summary>
public sealed partial class GettingStartedTests
{
    private const string Page = "docs/getting-started.md";

    // Builds three packages and a shop: several times as long as it takes on a quiet machine.
    private const int LimitMilliseconds = 360_000;

    [Fact(Timeout = LimitMilliseconds)]
    public async Task The_page_leads_from_an_empty_folder_to_a_paid_order()
    {
        Assert.SkipUnless(Programs.Has("curl"), "There is no curl.");
        await using var newcomer = new Newcomer(TestContext.Current.CancellationToken);
        var heard = "";
        foreach (Match block in Fenced().Matches(Repository.Read(Page)))
        {
            var text = block.Groups["text"].Value;
            switch (block.Groups["kind"].Value, block.Groups["where"].Value)
            {
                case ("sh", ""):
                    heard = await newcomer.RunAsync(text.Replace("CODE", heard.Trim(), StringComparison.Ordinal));
                    break;
                case ("sh", var terminal):
                    await newcomer.StartAsync(terminal, text);
                    break;
                case ("text", _):
                    await newcomer.HearAsync("third-terminal", text.TrimEnd());
                    break;
                case (_, var file):
                    newcomer.Write(file, text);
                    break;
            }
        }

        Assert.Contains("payment receipt", heard, StringComparison.Ordinal);
    }

    [Fact]
    public void The_page_has_all_its_steps() => Assert.Equal(
        ["sh", "xml", "sh", "csharp", "sh", "sh", "sh", "text", "sh", "text"],
        Fenced().Matches(Repository.Read(Page)).Select(block => block.Groups["kind"].Value));

    // ```kind where, the where being a file or a terminal.
    [GeneratedRegex(
        @"^```(?<kind>\w+) ?(?<where>[^\n]*)\n(?<text>.*?)^```\n",
        RegexOptions.Singleline | RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Fenced();
}
