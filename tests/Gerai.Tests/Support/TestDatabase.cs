using System.Data.Common;
using Dapper;
using Gerai.Storage;
using Microsoft.Data.Sqlite;

namespace Gerai.Tests.Support;

/// <summary>
/// A fresh database, migrated, with the writer that a node has. It is gone when the test is over.
/// </summary>
internal sealed class TestDatabase : IAsyncDisposable
{
    private readonly Func<Task> drop;

    private TestDatabase(DatabaseKind kind, string connectionString, StorageOptions options, Func<Task> drop)
    {
        Kind = kind;
        ConnectionString = connectionString;
        this.drop = drop;
        Database = new Database(connectionString);
        Group = new GroupCommit(Database, options, TimeProvider.System);
    }

    public DatabaseKind Kind { get; }

    public string ConnectionString { get; }

    public Database Database { get; }

    public GroupCommit Group { get; }

    /// <summary>The folder of a SQLite database; nothing else is in it.</summary>
    public string Folder => Path.GetDirectoryName(new SqliteConnectionStringBuilder(ConnectionString).DataSource)!;

    public static async Task<TestDatabase> FreshAsync(DatabaseKind kind, StorageOptions? options = null)
    {
        if (kind is DatabaseKind.Postgres)
        {
            return Postgres(await TestPostgres.MakeMigratedAsync(), options);
        }

        var books = Sqlite(options);
        books.Database.Migrate();
        return books;
    }

    /// <summary>Without any table yet.</summary>
    public static async Task<TestDatabase> EmptyAsync(DatabaseKind kind, StorageOptions? options = null) => kind switch
    {
        DatabaseKind.Sqlite => Sqlite(options),
        DatabaseKind.Postgres => Postgres(await TestPostgres.MakeEmptyAsync(), options),
    };

    /// <summary>Another node over the same books.</summary>
    public TestDatabase SecondNode() => new(Kind, ConnectionString, new StorageOptions(), () => Task.CompletedTask);

    /// <summary>Reads with a connection that has nothing to do with the writer's.</summary>
    public async Task<IReadOnlyList<T>> ReadAsync<T>(string sql, object? values = null)
    {
        await using var connection = await Database.OpenAsync(TestContext.Current.CancellationToken);
        return [.. await connection.QueryAsync<T>(sql, values)];
    }

    public async Task<long> CountAsync(string table) => (await ReadAsync<long>($"select count(*) from {table}"))[0];

    /// <summary>A statement of the test's own, past the writer.</summary>
    public async Task ExecuteAsync(string sql)
    {
        await using var connection = await Database.OpenAsync(TestContext.Current.CancellationToken);
        await connection.ExecuteAsync(sql);
    }

    /// <summary>Returns when some connection to this PostgreSQL database waits for another one's lock.</summary>
    public async Task UntilSomebodyWaitsForALockAsync()
    {
        await using var connection = await Database.OpenAsync(TestContext.Current.CancellationToken);
        const string Waiting =
            """
            select count(*) from pg_stat_activity
            where datname = current_database() and wait_event_type = 'Lock'
            """;
        const int RoundsMax = 100_000;
        var round = 0;
        while (await connection.ExecuteScalarAsync<long>(Waiting) == 0)
        {
            Assert.True(++round < RoundsMax, "Nobody waits for a lock.");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Group.DisposeAsync();
        await Database.DisposeAsync();
        await drop();
    }

    private static TestDatabase Sqlite(StorageOptions? options)
    {
        var folder = Directory.CreateTempSubdirectory("gerai-books-").FullName;
        return new TestDatabase(
            DatabaseKind.Sqlite,
            $"Data Source={Path.Combine(folder, "gerai.db")}",
            options ?? new StorageOptions(),
            () =>
            {
                Directory.Delete(folder, recursive: true);
                return Task.CompletedTask;
            });
    }

    private static TestDatabase Postgres(string connectionString, StorageOptions? options) => new(
        DatabaseKind.Postgres,
        connectionString,
        options ?? new StorageOptions(),
        () => TestPostgres.DropAsync(connectionString));
}
