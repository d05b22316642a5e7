using System.IO.Enumeration;
using System.Text.RegularExpressions;
using Gerai.Tests.Support;

namespace Gerai.Tests.Contracts;

/// <summary>No file of contract/ is there for nothing: a test names it, or a star that fits it.</summary>
public sealed partial class ContractInventoryTests
{
    // What cannot be held against code that does not exist yet. LaterSamplesTests reads these files meanwhile.
    private static readonly (string File, string Reason)[] Later =
    [
        ("core-api/snap.*", "Snap is an issue of its own; it will make the same payments."),
    ];

    private static string ThisFile => $"Contract/{nameof(ContractInventoryTests)}.cs";

    private static string LaterFile => $"Contract/{nameof(LaterSamplesTests)}.cs";

    [Fact]
    public void Every_sample_is_named_by_a_test()
    {
        var now = Patterns(path => !path.EndsWith(ThisFile, StringComparison.Ordinal)
            && !path.EndsWith(LaterFile, StringComparison.Ordinal));
        var later = Patterns(path => path.EndsWith(LaterFile, StringComparison.Ordinal));

        Assert.All(Files(), sample => Assert.True(
            Fits(now, sample) || (Fits(Later.Select(one => one.File), sample) && Fits(later, sample)),
            $"No test reads contract/{sample}."));
    }

    private static List<string> Files() =>
        [.. Directory.EnumerateFiles(Path.Combine(Repository.Root, "contract"), "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Path.Combine(Repository.Root, "contract"), path).Replace('\\', '/'))];

    private static List<string> Patterns(Func<string, bool> choose) =>
        [.. Repository.Sources("tests").Where(choose)
            .SelectMany(path => Name().Matches(Repository.Read(path)).Select(match => match.Groups["name"].Value))
            .Distinct()];

    // A test may leave out the folder, and the ending where it adds it itself; where there is a star it may not.
    private static bool Fits(IEnumerable<string> patterns, string sample) => patterns.Any(pattern =>
        (pattern.StartsWith(Path.GetDirectoryName(sample) + "/", StringComparison.Ordinal)
            && FileSystemName.MatchesSimpleExpression(pattern, sample, ignoreCase: false))
        || pattern == Path.GetFileName(sample)
        || pattern + ".request.json" == Path.GetFileName(sample));

    // A string in a test, with or without contract/ before it.
    [GeneratedRegex(
        """
        "(contract/)?(?<name>[a-z0-9.*_/-]+)"
        """,
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Name();
}
