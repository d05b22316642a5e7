using System.Reflection;
using System.Text.RegularExpressions;
using Gerai.Tests.Support;

namespace Gerai.Tests.House;

/// <summary>
/// docs/compatibility.md cannot rot: it has a row for each documented fact, and what it says is kept names a test that
/// is there.
/// </summary>
public sealed partial class CompatibilityTests
{
    private const string Document = "docs/compatibility.md";

    // How many facts each section of the protocol has.
    private static readonly (int Section, int Facts)[] Sections =
        [(1, 64), (2, 47), (3, 33), (4, 31), (5, 22), (6, 43)];

    private static readonly string Text = Repository.Read(Document);

    private static readonly IReadOnlyList<Row> Rows =
        [.. RowShape().Matches(Text).Select(match => new Row(
            match.Groups["fact"].Value, match.Groups["verdict"].Value, NamesIn(match.Groups["tests"].Value)))];

    [Fact]
    public void Every_fact_of_the_sections_one_to_six_has_one_row_in_order() => Assert.Equal(
        Sections.SelectMany(one => Enumerable.Range(1, one.Facts).Select(fact => $"{one.Section}.{fact}")),
        Rows.Select(row => row.Fact));

    [Fact]
    public void What_is_kept_names_the_test_that_shows_it() => Assert.All(Rows, row => Assert.True(
        row.Tests.Count > 0 || row.Verdict is "not offered" or "not ours",
        $"{row.Fact} is {row.Verdict} but names no test."));

    [Fact]
    public void Every_test_that_is_named_is_there()
    {
        var tests = Assembly.GetExecutingAssembly().GetTypes()
            .SelectMany(type => type.GetMethods()
                .Where(method => method.GetCustomAttributes<FactAttribute>().Any())
                .Select(method => $"{type.Name}.{method.Name}"))
            .ToHashSet();

        Assert.All(NamesIn(Text), name => Assert.Contains(name, tests));
    }

    [Fact]
    public void Every_class_that_is_named_links_to_its_file()
    {
        var links = LinkShape().Matches(Text)
            .ToDictionary(match => match.Groups["name"].Value, match => match.Groups["path"].Value);

        Assert.Equal(NamesIn(Text).Select(name => name.Split('.')[0]).ToHashSet(), links.Keys.ToHashSet());
        Assert.All(links, link => Assert.Contains(
            $"class {link.Key}", Repository.Read($"docs/{link.Value}"), StringComparison.Ordinal));
    }

    private static List<string> NamesIn(string text) => [.. NameShape().Matches(text)
        .Where(match => match.Groups["name"].Value.Split('.')[0] == match.Groups["class"].Value)
        .Select(match => match.Groups["name"].Value)];

    // | 1.7 | what the fact is | **kept**: what we do | [Class.Method][Class] |
    [GeneratedRegex(
        @"^\| (?<fact>\d+\.\d+) \| [^|]+ \| \*\*(?<verdict>kept|kept differently|not offered|not ours)\*\*(?<why>[^|]*)"
        + @"\| (?<tests>[^|]+) \|$",
        RegexOptions.ExplicitCapture | RegexOptions.Multiline,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex RowShape();

    [GeneratedRegex(
        @"\[(?<name>\w+\.\w+)\]\[(?<class>\w+)\]", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NameShape();

    [GeneratedRegex(
        @"^\[(?<name>\w+)\]: (?<path>\S+)$",
        RegexOptions.ExplicitCapture | RegexOptions.Multiline,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex LinkShape();

    private sealed record Row(string Fact, string Verdict, IReadOnlyList<string> Tests);
}
