using System.Text;
using Gerai.People;
using Gerai.Tests.Support;

namespace Gerai.Tests.People;

/// <summary>What each role may do (protocol 7.10), all of it at one glance.</summary>
public sealed class PermissionsTests
{
    [Fact]
    public void The_whole_table_is_as_approved()
    {
        var roles = Enum.GetValues<Role>();
        var table = new StringBuilder().AppendLine(Row("", roles.Select(role => $"{role}")));
        foreach (var permission in Enum.GetValues<Permission>())
        {
            table.AppendLine(Row($"{permission}", roles.Select(role => role.May(permission) ? "yes" : "-")));
        }

        Approved.Match("People/PermissionsTests.roles", table.ToString().ReplaceLineEndings("\n"));
    }

    [Fact]
    public void An_administrator_may_everything() => Assert.All(
        Enum.GetValues<Permission>(), permission => Assert.True(Role.Administrator.May(permission)));

    private static string Row(string first, IEnumerable<string> cells) =>
        (first.PadRight(22) + string.Concat(cells.Select(cell => cell.PadRight(17)))).TrimEnd();
}
