using System.Xml.Linq;
using Gerai.Storage;
using Gerai.Tests.Support;

namespace Gerai.Tests.Storage;

/// <summary>The keys of cookies and forms: the same on every node, and sealed.</summary>
public abstract class DataProtectionKeysContract(DatabaseKind kind) : StorageContract(kind)
{
    [Fact]
    public async Task Keys_made_at_once_on_two_nodes_are_all_there_on_both_and_sealed()
    {
        await using var node = Books.SecondNode();
        DataProtectionKeys[] nodes = [KeysOf(Books), KeysOf(node)];

        await Task.WhenAll(Enumerable.Range(0, 6).Select(i => Task.Run(
            () => nodes[i % 2].StoreElement(new XElement("key", new XAttribute("id", i), "a master key"), $"key-{i}"),
            Cancel)));

        foreach (var keys in nodes)
        {
            Assert.Equal(
                ["0", "1", "2", "3", "4", "5"],
                keys.GetAllElements().Select(key => key.Attribute("id")!.Value).Order());
        }

        var rows = string.Join('\n', await Books.ReadAsync<string>("select key_sealed from data_protection_keys"));
        Assert.DoesNotContain("master", rows, StringComparison.Ordinal);
    }

    private static DataProtectionKeys KeysOf(TestDatabase books) => new(books.Database, books.Group, Some.Seal);
}

public sealed class SqliteDataProtectionKeysTests() : DataProtectionKeysContract(DatabaseKind.Sqlite);

public sealed class PostgresDataProtectionKeysTests() : DataProtectionKeysContract(DatabaseKind.Postgres);
