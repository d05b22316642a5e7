using System.Data.Common;
using System.Net.Sockets;
using System.Reflection;
using Dapper;
using DbUp;
using DbUp.Builder;
using DbUp.Engine;
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
    private const int ConnectSeconds = 3;

    // Of what is fleeting a late answer is worth nothing.
    private const int FleetingSeconds = 2;

    // A listener that waits for an hour must notice when its line is dead.
    private const int KeepAliveSeconds = 5;

    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(200);

    private readonly string connectionString;
    private readonly bool isSqlite;
    private readonly NpgsqlDataSource? postgres;
    private readonly NpgsqlDataSource? fleeting;

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
        postgres = OpenPostgres(connectionString, isFleeting: false);
        fleeting = OpenPostgres(connectionString, isFleeting: true);
    }

    /// <summary>Whether several nodes may work on these books; then all that they share is in here.</summary>
    public bool IsShared => !isSqlite;

    /// <summary>How long a PostgreSQL that cannot be reached is waited for, by who writes and who reads.</summary>
    public TimeSpan Patience { get; init; }

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
        var scripts = (isSqlite
                ? DeployChanges.To.SqliteDatabase(connectionString)
                : DeployChanges.To.PostgresqlDatabase(connectionString))
            .WithScriptsEmbeddedInAssembly(Assembly.GetExecutingAssembly(), IsForThis)
            .WithVariablesDisabled()
            .WithTransactionPerScript()
            .LogToNowhere();
        var result = UpgradeOne(scripts);
        if (!result.Successful)
        {
            throw new InvalidOperationException(
                $"The database could not be migrated: {result.Error.Message}", result.Error);
        }

        Shards = postgres is null ? Shards.None : Shards.Read(postgres);
    }

    /// <summary>For reading: a question whose connection breaks under it is asked again.</summary>
    public async Task<ReadSession> OpenForReadingAsync(CancellationToken cancel) => new(this, await OpenAsync(cancel));

    /// <summary>
    /// A connection from the pool as it is, for what is no plain reading: there nothing is tried twice.
    /// </summary>
    public Task<DbConnection> OpenAsync(CancellationToken cancel) => OpenAsync(Time.GetTimestamp(), cancel);

    /// <summary>In place of one that has broken: at once the first time, since a lost line may be the only trouble.
    /// </summary>
    public async Task<DbConnection> OpenAgainAsync(long since, int tries, CancellationToken cancel)
    {
        if (tries > 1)
        {
            // Nobody tells when a server is back.
            await Task.Delay(BetweenTries, Time, cancel);
        }

        return await OpenAsync(since, cancel);
    }

    /// <summary>
    /// A connection for what nodes tell one another, which is soon over: no call waits for long, and a line that is
    /// dead is noticed. Only where the books are shared.
    /// </summary>
    public async Task<NpgsqlConnection> OpenFleetingAsync(CancellationToken cancel) =>
        await fleeting!.OpenConnectionAsync(cancel);

    /// <summary>Whether the server cannot be reached, and it is not yet too long that it could not.</summary>
    public bool IsWorthAnotherTry(Exception failure, long since) =>
        IsUnavailable(failure) && Time.GetElapsedTime(since) < Patience;

    /// <summary>A connection of a writer's own.</summary>
    public WriteSession OpenForWriting()
    {
        if (postgres is not null)
        {
            return new PipelinedSession(postgres.OpenConnection());
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

    /// <summary>
    /// Whether the server is gone, or is no longer or not yet the one that writes. It may be back soon.
    /// </summary>
    public bool IsUnavailable(Exception failure) => !isSqlite && failure switch
    {
        PostgresException
        {
            SqlState: PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown
                or PostgresErrorCodes.ReadOnlySqlTransaction
        } => true,
        PostgresException told => told.IsTransient && !IsRivalry(told),
        NpgsqlException or SocketException or IOException or TimeoutException => true,
        _ => false,
    };

    /// <summary>Whether another transaction was in the way, so that the same statements may succeed now.</summary>
    public static bool IsRivalry(Exception failure) => failure is PostgresException
    {
        SqlState: PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected,
    };

    /// <summary>Whether the server has answered, and the answer was no: then nothing was committed.</summary>
    public bool IsRefusal(Exception failure) => failure is PostgresException && !IsUnavailable(failure);

    public async ValueTask DisposeAsync()
    {
        if (postgres is not null)
        {
            await postgres.DisposeAsync();
            await fleeting!.DisposeAsync();
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
            return await OpenPatientlyAsync(postgres, since, cancel);
        }

        var connection = new SqliteConnection(connectionString);
        await connection.OpenAsync(cancel);
        return connection;
    }

    // While a standby takes over there is nobody to ask; to wait costs less than to fail and be asked again.
    private async Task<DbConnection> OpenPatientlyAsync(
        NpgsqlDataSource source, long since, CancellationToken cancel)
    {
        while (true)
        {
            try
            {
                return await source.OpenConnectionAsync(cancel);
            }
            catch (Exception failure) when (IsWorthAnotherTry(failure, since))
            {
                // Nobody tells when a server is back.
                await Task.Delay(BetweenTries, Time, cancel);
            }
        }
    }

    // Of several hosts only the one that takes writes is asked, for everything: what was written is read at once.
    private static NpgsqlDataSource OpenPostgres(string connectionString, bool isFleeting)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString)
        {
            // Statements are few and the same all day: the server plans each once for a connection.
            MaxAutoPrepare = 100,
            AutoPrepareMinUsages = 2,

            // A new primary is to be found at once; the default believes for ten seconds in what was seen last.
            HostRecheckSeconds = 1,
        };

        // A plan for whatever slot comes, which looks at one part when it runs. Planned anew for each slot, as the
        // server would do by itself, a statement costs more for its plan than for its work.
        settings.Options = $"{settings.Options} -c plan_cache_mode=force_generic_plan".TrimStart();
        if (!settings.ContainsKey("Command Timeout"))
        {
            settings.CommandTimeout = TimeLimitSeconds;
        }

        if (!settings.ContainsKey("Timeout"))
        {
            settings.Timeout = ConnectSeconds;
        }

        var hasSeveralHosts = settings.Host?.Contains(',', StringComparison.Ordinal) == true;
        if (hasSeveralHosts)
        {
            settings.Remove("Target Session Attributes");
        }

        var builder = new NpgsqlDataSourceBuilder((isFleeting ? Fleeting(settings) : settings).ToString());
        return hasSeveralHosts
            ? builder.BuildMultiHost().WithTargetSession(TargetSessionAttributes.Primary)
            : builder.Build();
    }

    private static NpgsqlConnectionStringBuilder Fleeting(NpgsqlConnectionStringBuilder settings) =>
        new(settings.ToString())
        {
            CommandTimeout = FleetingSeconds,
            KeepAlive = settings.KeepAlive > 0 ? settings.KeepAlive : KeepAliveSeconds,
        };

    private bool IsForThis(string script) => IsFor(isSqlite, script);

    // Whatever is for PostgreSQL alone says so in its name.
    private static bool IsFor(bool isSqlite, string script) => script.EndsWith(".sql", StringComparison.Ordinal)
        && !(isSqlite && script.EndsWith(".postgres.sql", StringComparison.Ordinal));

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
