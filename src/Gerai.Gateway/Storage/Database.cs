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

    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(200);

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

        this.connectionString = connectionString;
        postgres = OpenPostgres(connectionString);
    }

    /// <summary>How long a PostgreSQL that cannot be reached is waited for.</summary>
    public TimeSpan Patience { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Where it is told of commits, if anywhere.</summary>
    public CommitMetrics? Metrics { get; init; }

    /// <summary>How the database is cut; known once it is up to date.</summary>
    public Shards Shards { get; private set; } = Shards.None;

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

        Shards = ReadShards();
    }

    /// <summary>A connection for reading, from the pool.</summary>
    public async Task<DbConnection> OpenAsync(CancellationToken cancel)
    {
        if (postgres is not null)
        {
            return await OpenPatientlyAsync(postgres, cancel);
        }

        var connection = new SqliteConnection(connectionString);
        await connection.OpenAsync(cancel);
        return connection;
    }

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
        }
        else
        {
            using var connection = new SqliteConnection(connectionString);
            SqliteConnection.ClearPool(connection);
        }
    }

    // While a standby takes over there is nobody to ask; to wait costs less than to fail and be asked again.
    private async Task<DbConnection> OpenPatientlyAsync(NpgsqlDataSource source, CancellationToken cancel)
    {
        for (var since = Time.GetTimestamp(); ;)
        {
            try
            {
                return await source.OpenConnectionAsync(cancel);
            }
            catch (Exception failure) when (IsUnavailable(failure) && Time.GetElapsedTime(since) < Patience)
            {
                // Nobody tells when a server is back.
                await Task.Delay(BetweenTries, Time, cancel);
            }
        }
    }

    // Of several hosts only the one that takes writes is asked, for everything: what was written is read at once.
    private static NpgsqlDataSource OpenPostgres(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString)
        {
            // Statements are few and the same all day: the server plans each once for a connection.
            MaxAutoPrepare = 100,
            AutoPrepareMinUsages = 2,

            // A new primary is to be found at once; the default believes for ten seconds in what was seen last.
            HostRecheckSeconds = 1,
        };

        // A plan for whatever slot comes, which looks at one part when it runs. Planned anew for each slot, as the server
        // would do by itself, a statement costs more for its plan than for its work.
        settings.Options = $"{settings.Options} -c plan_cache_mode=force_generic_plan".TrimStart();
        if (!settings.ContainsKey("Command Timeout"))
        {
            settings.CommandTimeout = TimeLimitSeconds;
        }

        if (!settings.ContainsKey("Timeout"))
        {
            settings.Timeout = ConnectSeconds;
        }

        if (settings.Host?.Contains(',', StringComparison.Ordinal) != true)
        {
            return NpgsqlDataSource.Create(settings);
        }

        settings.Remove("Target Session Attributes");
        return new NpgsqlDataSourceBuilder(settings.ToString())
            .BuildMultiHost()
            .WithTargetSession(TargetSessionAttributes.Primary);
    }

    // Whatever is for PostgreSQL alone says so in its name.
    private bool IsForThis(string script) => script.EndsWith(".sql", StringComparison.Ordinal)
        && !(isSqlite && script.EndsWith(".postgres.sql", StringComparison.Ordinal));

    private Shards ReadShards()
    {
        if (postgres is null)
        {
            return Shards.None;
        }

        // Citus has these names in every database that it is installed in.
        const string IsDistributed =
            "select count(*) from citus_shards where table_name = 'payments'::regclass";
        const string MachineOfSlot =
            $"""
            select c.nodename || ':' || c.nodeport
            from generate_series(0::bigint, 1023) s(number)
            join citus_shards c
                on c.shardid = get_shard_id_for_distribution_column('payments'::regclass, s.number)
            order by s.number
            """;
        using var connection = postgres.OpenConnection();
        return connection.ExecuteScalar<bool>("select to_regclass('citus_shards') is not null")
            && connection.ExecuteScalar<long>(IsDistributed) > 0
            ? new Shards([.. connection.Query<string>(MachineOfSlot)])
            : Shards.None;
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
