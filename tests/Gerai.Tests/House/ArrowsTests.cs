using System.Text.RegularExpressions;
using Gerai.Tests.Support;

namespace Gerai.Tests.House;

/// <summary>
/// Which room of the gateway may name which. To add an arrow is to change this table, and the change says why. The
/// files beside the rooms are the roof: they know every room.
/// </summary>
public sealed partial class ArrowsTests
{
    private const string Gateway = "src/Gerai.Gateway";

    // A room names only rooms above it, so there can be no cycle.
    private static readonly (string Room, string[] MayName)[] Arrows =
    [
        ("Values", []),

        // How every page looks, and how it is sent; it knows nothing of what is on it.
        ("Pages", []),

        // How the machinery around it sees a node: ready or leaving, its logs and traces. It knows no payment.
        ("Running", []),

        // How a node knows of the others and tells them what has changed: ids, and nothing that is known of them.
        ("Nodes", ["Values"]),
        ("Stores", ["Values"]),

        // A merchant is paid at stores it has switched on. What is changed about it, the other nodes are told.
        ("Merchants", ["Values", "Nodes", "Stores"]),

        // Who works for a merchant, and what they did there.
        ("People", ["Values", "Merchants"]),

        // Where a merchant is told of its payments, and whether its account is open, is asked when a payment changes.
        // So that pages and lists turn at each node, it tells the others of a change and hears of theirs.
        ("Payments", ["Values", "Nodes", "Stores", "Merchants"]),
        ("Wire", ["Values", "Stores", "Payments"]),

        // Which notifications a node sends first, and how many at once, depends on how many nodes there are.
        ("Notifications", ["Values", "Nodes", "Merchants", "Payments", "Wire"]),
        ("Storage", ["Values", "Nodes", "Stores", "Merchants", "People", "Payments", "Notifications"]),

        // It plays a store network from outside: it reaches payments through the counter API's socket and never here.
        ("Simulator", ["Values", "Stores", "Pages"]),
        ("CoreApi", ["Values", "Stores", "Merchants", "Payments", "Wire"]),
        ("CounterApi", ["Values", "Stores", "Merchants", "Payments"]),

        // What was sent and what came back stands with the notifications; it is written as the Core API writes it.
        ("MerchantApi", ["Values", "Merchants", "Payments", "Notifications", "Wire"]),

        // The customers' pages: a payment, its store and its shop's name.
        ("Voucher", ["Values", "Pages", "Stores", "Merchants", "Payments"]),
    ];

    [Fact]
    public void A_room_names_only_the_rooms_it_may()
    {
        foreach (var (room, mayName) in Arrows.Where(row => Directory.Exists(Folder(row.Room))))
        {
            foreach (var path in Repository.Sources($"{Gateway}/{room}", ".cs", ".razor"))
            {
                var named = Named(Repository.Read(path));
                named.Remove(room);
                named.ExceptWith(mayName);
                Assert.True(named.Count == 0, $"{path} names {string.Join(", ", named)}; {room} may not.");
            }
        }
    }

    // What @using, @inject and a full name say, in code and in markup.
    [Theory]
    [InlineData("@using Gerai.Storage")]
    [InlineData("@inject Gerai.Storage.Database Books")]
    [InlineData("<p>@(Gerai.Storage.Database.Count)</p>")]
    public void An_arrow_is_seen_in_a_page_as_well(string page) => Assert.Equal(["Storage"], Named(page));

    // Pages of a folder are in the namespace that its imports name, and see the rooms that these use.
    [Fact]
    public void The_pages_of_a_room_say_once_in_which_room_they_stand()
    {
        var folders = Repository.Sources(Gateway, ".razor")
            .Select(path => (Folder: Path.GetDirectoryName(path)!, Room: path.Split('/')[2]))
            .Distinct()
            .ToList();

        Assert.NotEmpty(folders);
        Assert.All(folders, one => Assert.StartsWith(
            $"@namespace Gerai.{one.Room}\n",
            Repository.Read($"{one.Folder}/_Imports.razor"),
            StringComparison.Ordinal));
        Assert.DoesNotContain(
            Repository.Sources(Gateway, ".razor"),
            path => Path.GetFileName(path) != "_Imports.razor"
                && Repository.Read(path).Contains("@namespace", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_room_has_a_row_in_the_table()
    {
        var rooms = Repository.Sources(Gateway)
            .Select(path => path.Split('/'))
            .Where(parts => parts.Length > 3)
            .Select(parts => parts[2])
            .Distinct();

        Assert.All(rooms, room => Assert.Contains(room, Arrows.Select(row => row.Room)));
    }

    [Fact]
    public void No_room_names_one_that_stands_below_it_nor_more_than_five()
    {
        var above = new HashSet<string>();
        foreach (var (room, mayName) in Arrows)
        {
            Assert.Subset(above, mayName.ToHashSet());

            // It implements what each room of the heart declares, so it grows by one with each.
            Assert.InRange(mayName.Length, 0, room is "Storage" ? 7 : 5);
            above.Add(room);
        }
    }

    [Fact]
    public void A_file_says_by_its_namespace_in_which_room_it_stands()
    {
        foreach (var path in Repository.Sources(Gateway))
        {
            var parts = path.Split('/');
            var expected = parts.Length > 3 ? $"namespace Gerai.{parts[2]};" : "namespace Gerai";
            Assert.True(
                Repository.Read(path).Contains($"\n{expected}", StringComparison.Ordinal)
                    || Repository.Read(path).StartsWith(expected, StringComparison.Ordinal),
                $"{path} does not begin with \"{expected}\".");
        }
    }

    private static string Folder(string room) => Path.Combine(Repository.Root, Gateway, room);

    private static HashSet<string> Named(string source) =>
        [.. RoomName().Matches(source)
            .Select(match => match.Groups["room"].Value)
            .Where(name => Arrows.Any(row => row.Room == name))];

    [GeneratedRegex(@"\bGerai\.(?<room>\w+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RoomName();
}
