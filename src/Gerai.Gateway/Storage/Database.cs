using System.Data.Common;
using System.Reflection;
using Dapper;
using DbUp;
using DbUp.Builder;
using Gerai.Values;
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

    // A large table takes its time, and who starts beside waits for it.
    private const int MigrationSeconds = 3600;

    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(200);

    private readonly string connectionString;
    private readonly bool isSqlite;
    private readonly PostgresHosts? postgres;

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

        this.connectionString = connectionString;
        postgres = new PostgresHosts(connectionString);
    }

    /// <summary>Whether several nodes may work on these books; then all that they share is in here.</summary>
    public bool IsShared => !isSqlite;

    /// <summary>How long a PostgreSQL that cannot be reached is waited for, by who writes and who reads.</summary>
    public TimeSpan Patience { get; init; }

    /// <summary>How long a question may take; none where no server is asked.</summary>
    public TimeSpan? QuestionTime => postgres?.QuestionTime;

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Where it is told of commits, if anywhere.</summary>
    public CommitMetrics? Metrics { get; init; }

    /// <summary>How the database is cut; known once it is up to date.</summary>
    public Shards Shards { get; private set; } = Shards.None;

    /// <summary>The scripts that have run in a database of this kind once it is up to date.</summary>
    public static IReadOnlyList<string> ScriptsFor(bool isSqlite) =>
    [
        .. Assembly.GetExecutingAssembly().GetManifestResourceNames()
            .Where(name => IsFor(isSqlite, name))
            .Order(StringComparer.Ordinal),
    ];

    public void Migrate()
    {
        if (postgres is null)
        {
            Run(DeployChanges.To.SqliteDatabase(connectionString));
            return;
        }

        // Two processes that start on one database at once would both run the same script.
        const long GeraiMigrations = 0x4765726169;
        var primary = postgres.PrimaryAsync().GetAwaiter().GetResult();
        using var connection = primary.Books.OpenConnection();
        using var lockCommand = new NpgsqlCommand($"select pg_advisory_lock({GeraiMigrations})", connection)
        {
            CommandTimeout = MigrationSeconds,
        };
        lockCommand.ExecuteNonQuery();
        try
        {
            Run(DeployChanges.To.PostgresqlDatabase(
                new NpgsqlConnectionStringBuilder(primary.ConnectionString) { CommandTimeout = MigrationSeconds }
                    .ToString()));
        }
        finally
        {
            using var unlockCommand = new NpgsqlCommand($"select pg_advisory_unlock({GeraiMigrations})", connection);
            unlockCommand.ExecuteNonQuery();
        }

        Shards = Shards.Read(primary.Books);
    }

    /// <summary>For reading: a question whose connection breaks under it is asked again.</summary>
    public async Task<ReadSession> OpenForReadingAsync(CancellationToken cancel) => new(this, await OpenAsync(cancel));

    /// <summary>
    /// A connection from the pool as it is, for what is no plain reading: there nothing is tried twice.
    /// </summary>
    public Task<DbConnection> OpenAsync(CancellationToken cancel) => OpenAsync(Time.GetTimestamp(), cancel);

    /// <summary>In place of one that has broken: at once the first time, since a lost line may be the only trouble.
    /// </summary>
    public async Task<DbConnection> OpenAgainAsync(
        DbConnection broken, long since, int tries, CancellationToken cancel)
    {
        Doubt(broken);
        await broken.DisposeAsync();
        if (tries > 1)
        {
            // Nobody tells when a server is back.
            await Task.Delay(BetweenTries, TimeProvider.System, cancel);
        }

        return await OpenAsync(since, cancel);
    }

    /// <summary>The server behind this connection has failed, so perhaps it is another one that writes now.</summary>
    public void Doubt(DbConnection broken) => postgres?.Doubt((NpgsqlConnection)broken);

    /// <summary>
    /// A connection for what nodes tell one another, which is soon over: no call waits for long, and a line that is
    /// dead is noticed. Only where the books are shared.
    /// </summary>
    public Task<NpgsqlConnection> OpenFleetingAsync(CancellationToken cancel) =>
        postgres!.OpenAsync(cancel, isFleeting: true);

    /// <summary>Whether the server cannot be reached, and it is not yet too long that it could not.</summary>
    public bool IsWorthAnotherTry(Exception failure, long since) =>
        IsUnavailable(failure) && Time.GetElapsedTime(since) < Patience;

    /// <summary>A connection of a writer's own.</summary>
    public WriteSession OpenForWriting()
    {
        if (postgres is not null)
        {
            return new PipelinedSession(postgres.Open());
        }

        var connection = new SqliteConnection(connectionString);
        connection.Open();
        using var pragmas = connection.CreateCommand();

        // FULL: an acknowledged payment survives a power cut, not only a killed process.
        pragmas.CommandText = "pragma journal_mode = wal; pragma synchronous = full;";
        pragmas.ExecuteNonQuery();
        return new WriteSession(connection);
    }

    /// <summary>How many may write at once: SQLite lets one in at a time.</summary>
    public int WritersAtOnce(StorageOptions options) => isSqlite ? 1 : options.Writers;

    /// <summary>None on SQLite, which has no connection that an answer could be lost on.</summary>
    public CommitMark? NewCommitMark(TimeProvider time, Slot shard) =>
        isSqlite ? null : new CommitMark(time, shard);

    /// <summary>See <see cref="PostgresHosts.IsUnavailable"/>; a file is never away.</summary>
    public bool IsUnavailable(Exception failure) => !isSqlite && PostgresHosts.IsUnavailable(failure);

    /// <summary>Whether the server has answered, and the answer was no: then nothing was committed.</summary>
    public bool IsRefusal(Exception failure) => failure is PostgresException && !IsUnavailable(failure);

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

    private async Task<DbConnection> OpenAsync(long since, CancellationToken cancel)
    {
        if (postgres is not null)
        {
            return await OpenPatientlyAsync(since, cancel);
        }

        var connection = new SqliteConnection(connectionString);
        await connection.OpenAsync(cancel);
        return connection;
    }

    // While a standby takes over there is nobody to ask; to wait costs less than to fail and be asked again.
    private async Task<DbConnection> OpenPatientlyAsync(long since, CancellationToken cancel)
    {
        while (true)
        {
            try
            {
                return await postgres!.OpenAsync(cancel);
            }
            catch (Exception failure) when (IsWorthAnotherTry(failure, since))
            {
                // Nobody tells when a server is back.
                await Task.Delay(BetweenTries, TimeProvider.System, cancel);
            }
        }
    }

    private bool IsForThis(string script) => IsFor(isSqlite, script);

    // Whatever is for PostgreSQL alone says so in its name.
    private static bool IsFor(bool isSqlite, string script) => script.EndsWith(".sql", StringComparison.Ordinal)
        && !(isSqlite && script.EndsWith(".postgres.sql", StringComparison.Ordinal));

    private void Run(UpgradeEngineBuilder scripts)
    {
        var result = scripts
            .WithScriptsEmbeddedInAssembly(Assembly.GetExecutingAssembly(), IsForThis)
            .WithVariablesDisabled()
            .WithTransactionPerScript()
            .LogToNowhere()
            .Build()
            .PerformUpgrade();
        if (!result.Successful)
        {
            throw new InvalidOperationException(
                $"The database could not be migrated: {result.Error.Message}", result.Error);
        }
    }
}
