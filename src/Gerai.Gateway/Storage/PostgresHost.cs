using Npgsql;

namespace Gerai.Storage;

/// <summary>One PostgreSQL server, and the connections to it.</summary>
internal sealed class PostgresHost : IAsyncDisposable
{
    private const int TimeLimitSeconds = 10;
    private const int ConnectSeconds = 3;

    // Of what is fleeting a late answer is worth nothing.
    private const int FleetingSeconds = 2;

    // A listener that waits for an hour must notice when its line is dead.
    private const int KeepAliveSeconds = 5;

    private readonly NpgsqlDataSource fresh;
    private readonly string place;

    /// <param name="isOneOfSeveral">Then a connection opens only where writes are taken.</param>
    public PostgresHost(string connectionString, string host, bool isOneOfSeveral)
    {
        var settings = SettingsFor(connectionString, host);
        ConnectionString = settings.ToString();
        QuestionTime = settings.CommandTimeout == 0 ? null : TimeSpan.FromSeconds(settings.CommandTimeout);
        Books = Build(settings, isOneOfSeveral);
        fresh = Build(new NpgsqlConnectionStringBuilder(ConnectionString) { Pooling = false }, isOneOfSeveral);
        Fleeting = Build(
            new NpgsqlConnectionStringBuilder(ConnectionString)
            {
                CommandTimeout = FleetingSeconds,
                KeepAlive = settings.KeepAlive > 0 ? settings.KeepAlive : KeepAliveSeconds,
            },
            isOneOfSeveral);
        using var unopened = Books.CreateConnection();
        place = unopened.DataSource;
    }

    public string ConnectionString { get; }

    public TimeSpan? QuestionTime { get; }

    public NpgsqlDataSource Books { get; }

    public NpgsqlDataSource Fleeting { get; }

    public bool IsAtTheEndOf(NpgsqlConnection connection) => connection.DataSource == place;

    /// <summary>Returns when a connection of no pool has been opened, so that it is known to answer now.</summary>
    public async Task TryAsync(CancellationToken cancel)
    {
        await using var connection = await fresh.OpenConnectionAsync(cancel);
    }

    /// <summary>Who comes next does not get a connection that was opened before.</summary>
    public void Forget()
    {
        Books.Clear();
        Fleeting.Clear();
    }

    public async ValueTask DisposeAsync()
    {
        await Books.DisposeAsync();
        await Fleeting.DisposeAsync();
        await fresh.DisposeAsync();
    }

    private static NpgsqlConnectionStringBuilder SettingsFor(string connectionString, string host)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString)
        {
            Host = host,

            // Statements are few and the same all day: the server plans each once for a connection.
            MaxAutoPrepare = 100,
            AutoPrepareMinUsages = 2,
        };

        // What is said to all hosts together, which here are seen to one by one.
        settings.Remove("Target Session Attributes");
        settings.Remove("Load Balance Hosts");

        // A plan for whatever slot comes, which looks at one part when it runs. Planned anew for each slot, as the
        // server would do by itself, a statement costs more for its plan than for its work.
        settings.Options = $"{settings.Options} -c plan_cache_mode=force_generic_plan".TrimStart();
        // "Contains" would be true of every key that there is.
        if (!settings.ShouldSerialize("Command Timeout"))
        {
            settings.CommandTimeout = TimeLimitSeconds;
        }

        if (!settings.ShouldSerialize("Timeout"))
        {
            settings.Timeout = ConnectSeconds;
        }

        // A server that hangs is waited for twice else: with Kerberos, and once more without.
        if (!settings.ShouldSerialize("GSS Encryption Mode"))
        {
            settings.GssEncryptionMode = GssEncryptionMode.Disable;
        }

        return settings;
    }

    private static NpgsqlDataSource Build(NpgsqlConnectionStringBuilder settings, bool isOneOfSeveral)
    {
        var builder = new NpgsqlDataSourceBuilder(settings.ToString());
        if (isOneOfSeveral)
        {
            builder.UsePhysicalConnectionInitializer(
                connection =>
                {
                    using var question = IsStandby(connection);
                    Refuse((bool)question.ExecuteScalar()!);
                },
                async connection =>
                {
                    await using var question = IsStandby(connection);
                    Refuse((bool)(await question.ExecuteScalarAsync())!);
                });
        }

        return builder.Build();
    }

    private static NpgsqlCommand IsStandby(NpgsqlConnection connection) =>
        new("select pg_is_in_recovery()", connection);

    private static void Refuse(bool isStandby)
    {
        if (isStandby)
        {
            throw new NpgsqlException("The server is a standby.");
        }
    }
}
