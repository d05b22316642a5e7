using Gerai.Payments;

namespace Gerai.Tests.Support;

/// <summary>Either of the two databases that every promise of storage must hold on.</summary>
public enum DatabaseKind
{
    Sqlite,
    Postgres,
}

/// <summary>
/// Where a test's gateway keeps its books when the test does not mind: in a file of its folder, or with
/// <c>./test --postgres</c> in a PostgreSQL database that is gone afterwards.
/// </summary>
internal sealed class GatewayBooks : IAsyncDisposable
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly List<ITimer> looks = [];

    private GatewayBooks(string connectionString) => ConnectionString = connectionString;

    /// <summary>Which of the two that is in this run.</summary>
    public static DatabaseKind Kind =>
        Environment.GetEnvironmentVariable("GERAI_TEST_DATABASE") is "postgres"
            ? DatabaseKind.Postgres
            : DatabaseKind.Sqlite;

    public string ConnectionString { get; }

    /// <param name="folder">The file is made there, and goes with it.</param>
    public static async Task<GatewayBooks> InAsync(string folder) => new(
        Kind is DatabaseKind.Sqlite
            ? $"Data Source={Path.Combine(folder, "gerai.db")}"
            : await TestPostgres.MakeMigratedAsync());

    /// <summary>
    /// On PostgreSQL two writers commit side by side, and when one ends the first attempt at a notification while the
    /// other adds a newer one, neither sees the other. The gateway finds out when it looks a second later, by a clock
    /// that stands still in a test.
    /// </summary>
    public void KeepLooking(OutboxSignal signal)
    {
        if (Kind is DatabaseKind.Postgres)
        {
            looks.Add(TimeProvider.System.CreateTimer(_ => signal.Raise(), null, LookEvery, LookEvery));
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var look in looks)
        {
            await look.DisposeAsync();
        }

        if (Kind is DatabaseKind.Postgres)
        {
            await TestPostgres.DropAsync(ConnectionString);
        }
    }
}
