using System.Data.Common;
using System.Reflection;
using Dapper;
using DbUp;
using DbUp.Builder;
using DbUp.Engine;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Gerai.Storage;

/// <summary>
/// Opens either database, SQLite or PostgreSQL; the only place that knows which. Brings the schema up to date before
/// anything else is done.
/// </summary>
internal sealed class Database : IAsyncDisposable
{
    private const int TimeLimitSeconds = 10;

    private readonly string connectionString;
    private readonly bool isSqlite;
    private readonly NpgsqlDataSource? postgres;

    // Here, because every table is read through a database: a row read before this was set would stay misread.
    static Database() => DefaultTypeMap.MatchNamesWithUnderscores = true;

    /// <param name="connectionString"><c>Data Source=…</c> for SQLite, <c>Host=…</c> for PostgreSQL.</param>
    public Database(string connectionString)
    {
        isSqlite = new DbConnectionStringBuilder { ConnectionString = connectionString }.ContainsKey("Data Source");
        if (isSqlite)
        {
            this.connectionString = new SqliteConnectionStringBuilder(connectionString)
            {
                DefaultTimeout = TimeLimitSeconds,
            }.ToString();
            return;
        }

        // Statements are few and the same all day: the server plans each once for a connection.
        var settings = new NpgsqlConnectionStringBuilder(connectionString)
        {
            MaxAutoPrepare = 100,
            AutoPrepareMinUsages = 2,
        };
        settings.CommandTimeout = TimeLimitSeconds;
        this.connectionString = settings.ToString();
        postgres = NpgsqlDataSource.Create(settings);
    }

    public void Migrate()
    {
        var scripts = (isSqlite
                ? DeployChanges.To.SqliteDatabase(connectionString)
                : DeployChanges.To.PostgresqlDatabase(connectionString))
            .WithScriptsEmbeddedInAssembly(Assembly.GetExecutingAssembly())
            .WithTransactionPerScript()
            .LogToNowhere();
        var result = UpgradeOne(scripts);
        if (!result.Successful)
        {
            throw new InvalidOperationException(
                $"The database could not be migrated: {result.Error.Message}", result.Error);
        }
    }

    /// <summary>A connection for reading, from the pool.</summary>
    public async Task<DbConnection> OpenAsync(CancellationToken cancel)
    {
        if (postgres is not null)
        {
            return await postgres.OpenConnectionAsync(cancel);
        }

        var connection = new SqliteConnection(connectionString);
        await connection.OpenAsync(cancel);
        return connection;
    }

    /// <summary>The connection that all writes of this node share.</summary>
    public DbConnection OpenForWriting()
    {
        if (postgres is not null)
        {
            return postgres.OpenConnection();
        }

        var connection = new SqliteConnection(connectionString);
        connection.Open();
        using var pragmas = connection.CreateCommand();

        // FULL: an acknowledged payment survives a power cut, not only a killed process.
        pragmas.CommandText = "pragma journal_mode = wal; pragma synchronous = full;";
        pragmas.ExecuteNonQuery();
        return connection;
    }

    public async ValueTask DisposeAsync()
    {
        if (postgres is not null)
        {
            await postgres.DisposeAsync();
        }
        else
        {
            using var connection = new SqliteConnection(connectionString);
            SqliteConnection.ClearPool(connection);
        }
    }

    // Two processes that start on one PostgreSQL database at once would both run the same script.
    private DatabaseUpgradeResult UpgradeOne(UpgradeEngineBuilder scripts)
    {
        if (isSqlite)
        {
            return scripts.Build().PerformUpgrade();
        }

        const long GeraiMigrations = 0x4765726169;
        using var connection = postgres!.OpenConnection();
        using var lockCommand = new NpgsqlCommand($"select pg_advisory_lock({GeraiMigrations})", connection);
        lockCommand.ExecuteNonQuery();
        try
        {
            return scripts.Build().PerformUpgrade();
        }
        finally
        {
            using var unlockCommand = new NpgsqlCommand($"select pg_advisory_unlock({GeraiMigrations})", connection);
            unlockCommand.ExecuteNonQuery();
        }
    }
}
