using Dapper;
using DbUp;
using DbUp.Engine;
using Gerai.Merchants;
using Gerai.Payments;
using Gerai.Storage;
using Gerai.Stores;
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
            Some.Merchant(), null, Some.Morning, Cancel);
        var scripts = await ScriptsAsync(books);

        books.Database.Migrate();
        await using var again = books.SecondNode();
        again.Database.Migrate();

        Assert.NotEmpty(scripts);
        Assert.Equal(scripts, await ScriptsAsync(books));
        Assert.NotNull(await new MerchantRepository(again.Database, again.Group, Some.Seal).FindByKeyAsync(
            Some.ServerKey, Some.Morning, Cancel));
    }

    [Fact]
    public async Task Accounts_from_before_keys_rotated_keep_theirs_and_get_a_webhook_secret_when_asked()
    {
        await using var books = await TestDatabase.EmptyAsync(kind);
        Assert.True(FirstScript(books).PerformUpgrade().Successful);
        await books.ExecuteAsync(
            $"""
            insert into merchants (merchant_id, name, server_key_hash, server_key_sealed, client_key,
                notification_urls, stores, created_at_ms, closed_at_ms)
            values ('{Some.MerchantId}', 'Old', '{Some.Seal.Hash(Some.ServerKey)}', '{Some.Seal.Seal(Some.ServerKey)}',
                'client', 'http://127.0.0.1:9/', 'Alfamart,Indomaret', 1000, 2000)
            """);

        books.Database.Migrate();

        var merchants = new MerchantRepository(books.Database, books.Group, Some.Seal);
        var kept = new Merchant
        {
            Id = Some.MerchantId,
            Name = "Old",
            ServerKey = new ServerKey(Some.ServerKey),
            ClientKey = "client",
            NotificationUrls = ["http://127.0.0.1:9/"],
            Stores = Enum.GetValues<StoreChain>(),
            ClosedAt = DateTimeOffset.UnixEpoch.AddSeconds(2),
        };
        Assert.Equivalent(kept, await merchants.FindByKeyAsync(Some.ServerKey, Some.Morning, Cancel), strict: true);
        Assert.Equal([1000L], await books.ReadAsync<long>("select created_at_ms from server_keys"));
        Assert.Equal([1000L], await books.ReadAsync<long>("select created_at_ms from merchants"));

        var secret = WebhookSecret.Parse(Some.WebhookSecretText);
        Assert.True(await merchants.RotateWebhookSecretAsync(
            Some.MerchantId, secret, SomePeople.Operator, Some.Morning, Some.Morning.AddDays(1), Cancel));
        Assert.Equal([secret], (await merchants.FindAsync(Some.MerchantId, Cancel))!.WebhookSecrets);
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

    [Fact]
    public async Task Payments_from_before_there_were_figures_are_counted_and_found()
    {
        await using var books = await TestDatabase.EmptyAsync(kind);
        Assert.True(Scripts(books, IsOlderThanFigures).PerformUpgrade().Successful);
        await new MerchantRepository(books.Database, books.Group, Some.Seal).AddAsync(
            Some.Merchant(), null, Some.Morning, Cancel);
        await LongHistory.AddAsync(books, Some.MerchantId, 1, 500, Some.Morning.AddDays(-2), TimeSpan.FromMinutes(5));

        books.Database.Migrate();

        var figures = new Figures(books.Database, books.Group);
        var before = await figures.HomeAsync(Some.MerchantId, 7, Some.Morning, Cancel);
        Assert.NotEqual(0, await figures.CloseHoursAsync(Some.Morning, Cancel));
        var after = await figures.HomeAsync(Some.MerchantId, 7, Some.Morning, Cancel);
        Assert.Equal(500, after.InAllDays(PaymentStatus.Pending).Payments);
        Assert.Equivalent(before, after, strict: true);
    }

    // And the one that today's writer needs to put anything into the books.
    private static bool IsOlderThanFigures(string name) =>
        name.Split(".Migrations.") is [_, var script]
        && (string.CompareOrdinal(script, "0009") < 0 || script is "0014_commit_marks_by_slot.sql");

    private static UpgradeEngine FirstScript(TestDatabase books) =>
        Scripts(books, name => name.Contains(".0001_", StringComparison.Ordinal));

    private static UpgradeEngine Scripts(TestDatabase books, Func<string, bool> isWanted) =>
        (books.Kind is DatabaseKind.Sqlite
            ? DeployChanges.To.SqliteDatabase(books.ConnectionString)
            : DeployChanges.To.PostgresqlDatabase(books.ConnectionString))
        .WithScriptsEmbeddedInAssembly(typeof(GatewayApp).Assembly, isWanted)
        .WithTransactionPerScript()
        .LogToNowhere()
        .Build();

    private static Task<IReadOnlyList<string>> ScriptsAsync(TestDatabase books) =>
        books.ReadAsync<string>("select scriptname from schemaversions order by scriptname");
}

public sealed class SqliteMigrationTests() : MigrationContract(DatabaseKind.Sqlite);

public sealed class PostgresMigrationTests() : MigrationContract(DatabaseKind.Postgres)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("select pg_advisory_xact_lock(306644672873)")]
    [InlineData("lock table schemaversions in access exclusive mode")]
    public async Task A_migration_and_the_wait_for_another_one_may_take_longer_than_a_question(string hold)
    {
        await using var books = await TestDatabase.FreshAsync(DatabaseKind.Postgres);
        await using var outside = await books.Database.OpenAsync(Cancel);
        await using var holding = await outside.BeginTransactionAsync(Cancel);
        await outside.ExecuteAsync(hold);
        await using var hasty = new Database($"{books.ConnectionString};Command Timeout=1");

        var migrating = Task.Run(hasty.Migrate, Cancel);
        await books.UntilSomebodyWaitsForALockAsync();
        await outside.ExecuteAsync("select pg_sleep(1.5)");
        await holding.RollbackAsync(Cancel);

        await migrating;
    }
}
