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

    public async ValueTask DisposeAsync()
    {
        if (Kind is DatabaseKind.Postgres)
        {
            await TestPostgres.DropAsync(ConnectionString);
        }
    }
}
