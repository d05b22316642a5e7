using Dapper;
using Gerai.Cli;
using Gerai.People;
using Gerai.Storage;
using Gerai.Stores;
using Gerai.Tests.Support;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;
using Npgsql;

namespace Gerai.Tests.Cli;

/// <summary>
/// An installation in good health on each of the two databases: a payment that was paid, one that waits, their merchant
/// told of both. Each test gets a copy and breaks it as it likes.
/// </summary>
public sealed class Patients : IAsyncLifetime
{
    private const string Healthy = "healthy";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("gerai-doctor-");
    private int copies;

    /// <summary>The server of the PostgreSQL ones, where there is one.</summary>
    internal OwnPostgres? Server { get; private set; }

    public string KeyFile => Path.Combine(folder.FullName, "sealing.key");

    private string HealthyFile => Path.Combine(folder.FullName, "gerai.db");

    public async ValueTask InitializeAsync()
    {
        PrivateFile.Write(KeyFile, Convert.ToBase64String(TestGateway.SealingKey) + "\n");
        await FillAsync($"Data Source={HealthyFile}");
        if (OwnPostgres.IsPossible)
        {
            Server = await OwnPostgres.StartAsync("archive_mode = on\narchive_command = '/bin/true'");
            await Server.ExecuteAsync($"create database {Healthy}");
            await FillAsync(OnServer(Healthy));
            NpgsqlConnection.ClearAllPools();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Server is not null)
        {
            NpgsqlConnection.ClearAllPools();
            await Server.DisposeAsync();
        }

        folder.Delete(recursive: true);
    }

    /// <summary>The connection to a copy of its own.</summary>
    public async Task<string> NextAsync(DatabaseKind kind)
    {
        var number = Interlocked.Increment(ref copies);
        if (kind is DatabaseKind.Sqlite)
        {
            var copy = Path.Combine(folder.CreateSubdirectory($"{number}").FullName, "gerai.db");
            File.Copy(HealthyFile, copy);
            return $"Data Source={copy}";
        }

        Assert.SkipWhen(Server is null, "No PostgreSQL: Debian's package is missing. ./test installs it.");
        await Server.ExecuteAsync($"create database patient{number} template {Healthy}");
        return OnServer($"patient{number}");
    }

    /// <summary>A statement past every gateway.</summary>
    public static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using (var database = new Database(connectionString))
        {
            await using var connection = await database.OpenAsync(TestContext.Current.CancellationToken);
            await connection.ExecuteAsync(sql);
        }

        SqliteConnection.ClearAllPools();
    }

    internal string OnServer(string database) =>
        new NpgsqlConnectionStringBuilder(Server!.ConnectionString) { Database = database }.ToString();

    private static async Task FillAsync(string connectionString)
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var gateway = await TestGateway.StartAsync(database: connectionString, clock: clock);
        var code = await gateway.ChargedCodeAsync();
        await gateway.ChargedCodeAsync(StoreChain.Indomaret, "order-102");
        await gateway.Terminal(StoreChain.Alfamart).PayAsync(code, 44_000, "R-1");
        await gateway.Service<IActivityLog>().AppendAsync(
            new Activity { Kind = ActivityKind.SignedIn, By = SomePeople.Operator, At = clock.GetUtcNow() },
            TestContext.Current.CancellationToken);
        await gateway.WaitForAttemptsAsync(3);
        await gateway.WaitForStateAsync(Gerai.Notifications.NotificationState.Delivered);
    }
}
