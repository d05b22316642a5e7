using Gerai.Merchants;
using Gerai.Storage;
using Gerai.Tests.Support;

namespace Gerai.Tests.Storage;

/// <summary>A database is brought up to date at every start, whoever starts and however many at once.</summary>
public abstract class MigrationContract(DatabaseKind kind)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_second_start_finds_nothing_to_do_and_everything_still_there()
    {
        await using var books = await TestDatabase.FreshAsync(kind);
        await new MerchantRepository(books.Database, books.Group, Some.Seal).AddAsync(
            Some.Merchant(), Some.Morning, Cancel);
        var scripts = await ScriptsAsync(books);

        books.Database.Migrate();
        await using var again = books.SecondNode();
        again.Database.Migrate();

        Assert.NotEmpty(scripts);
        Assert.Equal(scripts, await ScriptsAsync(books));
        Assert.NotNull(await new MerchantRepository(again.Database, again.Group, Some.Seal).FindByKeyAsync(
            Some.ServerKey, Cancel));
    }

    [Fact]
    public async Task Nodes_that_start_at_once_on_an_empty_database_all_succeed()
    {
        await using var books = await TestDatabase.EmptyAsync(kind);
        var nodes = Enumerable.Range(0, 6).Select(_ => books.SecondNode()).ToList();
        try
        {
            await Task.WhenAll(nodes.Select(node => Task.Run(node.Database.Migrate, Cancel)));

            var scripts = await ScriptsAsync(books);
            Assert.Equal(scripts.Distinct(), scripts);
            Assert.Equal(0, await books.CountAsync("payments"));
        }
        finally
        {
            foreach (var node in nodes)
            {
                await node.DisposeAsync();
            }
        }
    }

    private static Task<IReadOnlyList<string>> ScriptsAsync(TestDatabase books) =>
        books.ReadAsync<string>("select scriptname from schemaversions order by scriptname");
}

public sealed class SqliteMigrationTests() : MigrationContract(DatabaseKind.Sqlite);

public sealed class PostgresMigrationTests() : MigrationContract(DatabaseKind.Postgres);
