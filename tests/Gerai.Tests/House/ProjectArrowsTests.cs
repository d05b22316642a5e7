using System.Text.RegularExpressions;
using Gerai.Tests.Support;

namespace Gerai.Tests.House;

/// <summary>
/// Which project may name which other, and which rooms of the gateway. What merchants compile against knows nothing of
/// the gateway; what stands around the gateway goes in by its rooms and never by its doors.
/// </summary>
public sealed partial class ProjectArrowsTests
{
    private static readonly (string Project, string[] MayName)[] Arrows =
    [
        ("Pictures", []),
        ("Client", ["Pictures"]),
        ("AspNetCore", ["Client"]),

        // Its rooms have a table of their own.
        ("Gateway", ["Pictures"]),

        // A door for people: it asks the heart, as the other doors do, and plays a till in a sandbox. The books it
        // reaches by the contracts that the heart declares.
        ("Dashboard",
            ["Values", "Pages", "Stores", "Merchants", "People", "Payments", "Wire", "Notifications", "Simulator"]),

        // A gateway inside a test: it turns the clock of the books, and makes trouble in the Core API's answers.
        ("Testing",
            ["Values", "Stores", "Merchants", "Payments", "Wire", "Notifications", "Running", "Storage", "CoreApi"]),

        // The program: commands of an operator, and servers with the portal beside them. Two of them, copy and archive,
        // move the books.
        ("Cli",
        [
            "Values", "Stores", "Merchants", "People", "Payments", "Wire", "Notifications", "Running", "Storage",
            "Dashboard",
        ]),
    ];

    private static readonly HashSet<string> Known =
    [
        .. Arrows.Select(row => row.Project),
        .. Directory.GetDirectories(Folder("Gateway")).Select(folder => Path.GetFileName(folder)),
    ];

    [Fact]
    public void A_project_names_only_what_it_may()
    {
        var rooms = Known.Except(Arrows.Select(row => row.Project));
        foreach (var (project, mayName) in Arrows)
        {
            foreach (var path in Repository.Sources($"src/Gerai.{project}", ".cs", ".razor"))
            {
                var named = Named(Repository.Read(path));
                named.Remove(project);
                named.ExceptWith(project is "Gateway" ? [.. mayName, .. rooms] : mayName);
                Assert.True(named.Count == 0, $"{path} names {string.Join(", ", named)}; Gerai.{project} may not.");
            }
        }
    }

    [Fact]
    public void Every_project_has_a_row_in_the_table() => Assert.Equal(
        Directory.GetDirectories(Path.Combine(Repository.Root, "src"))
            .Select(folder => Path.GetFileName(folder)["Gerai.".Length..])
            .Order(StringComparer.Ordinal),
        Arrows.Select(row => row.Project).Order(StringComparer.Ordinal));

    // A row that promises more than is used would let an arrow in unseen.
    [Fact]
    public void No_project_may_name_what_it_does_not()
    {
        foreach (var (project, mayName) in Arrows)
        {
            var named = Repository.Sources($"src/Gerai.{project}", ".cs", ".razor")
                .SelectMany(path => Named(Repository.Read(path)))
                .ToHashSet();
            Assert.True(named.IsSupersetOf(mayName), $"Gerai.{project}: {string.Join(", ", mayName.Except(named))}");
        }
    }

    private static string Folder(string project) => Path.Combine(Repository.Root, "src", $"Gerai.{project}");

    private static HashSet<string> Named(string source) =>
        [.. ProjectName().Matches(source).Select(match => match.Groups["name"].Value).Where(Known.Contains)];

    [GeneratedRegex(@"\bGerai\.(?<name>\w+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ProjectName();
}
