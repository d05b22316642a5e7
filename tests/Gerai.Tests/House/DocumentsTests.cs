using System.Text.RegularExpressions;
using Gerai.Tests.Support;

namespace Gerai.Tests.House;

/// <summary>What the documents say of the code is what the code is.</summary>
public sealed partial class DocumentsTests
{
    [Theory]
    [InlineData("Payments/PaymentStateMachineTests.transitions")]
    [InlineData("People/PermissionsTests.roles")]
    public void The_architecture_shows_the_approved_tables(string table) => Assert.Contains(
        Repository.Read($"tests/Gerai.Tests/{table}.approved.txt").TrimEnd('\n'),
        Repository.Read("docs/architecture.md"),
        StringComparison.Ordinal);

    [Fact]
    public void Every_link_to_a_file_leads_to_one()
    {
        foreach (var document in Documents())
        {
            foreach (Match link in Link().Matches(Repository.Read(document)))
            {
                var target = Path.Combine(Path.GetDirectoryName(document)!, link.Groups["target"].Value);
                Assert.True(Path.Exists(Path.Combine(Repository.Root, target)), $"{document} links to {target}.");
            }
        }
    }

    [Fact]
    public void Every_picture_of_the_portal_has_its_line() => Assert.Equal(
        Directory.EnumerateFiles(Path.Combine(Repository.Root, "docs/portal"), "*.png")
            .Select(path => Path.GetFileName(path))
            .Order(StringComparer.Ordinal),
        Link().Matches(Repository.Read("docs/portal/README.md"))
            .Select(link => link.Groups["target"].Value)
            .Where(target => target.EndsWith(".png", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal));

    private static IEnumerable<string> Documents() =>
        Directory.EnumerateFiles(Repository.Root, "*.md")
            .Concat(Directory.EnumerateFiles(
                Path.Combine(Repository.Root, "docs"), "*.md", SearchOption.AllDirectories))
            .Select(path => Path.GetRelativePath(Repository.Root, path));

    // [text](target), without addresses of the web and without the place inside the file.
    [GeneratedRegex(@"\]\((?<target>[^):#]+)(#[^)]*)?\)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Link();
}
