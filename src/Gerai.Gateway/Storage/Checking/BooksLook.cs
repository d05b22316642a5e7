using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;
using Npgsql;
using SQLitePCL;

namespace Gerai.Storage;

/// <summary>
/// A way to read the books in which the database itself refuses every write, so that to look can never be to change.
/// </summary>
internal sealed class BooksLook : IAsyncDisposable
{
    private const string ReadOnly = "-c default_transaction_read_only=on";

    // How many of SQLite's steps lie between two looks at the clock: a fraction of a millisecond.
    private const int StepsBetween = 10_000;

    private readonly DbConnection connection;

    private BooksLook(Database database, DbConnection connection)
    {
        Database = database;
        this.connection = connection;
    }

    /// <summary>For the readers that a gateway has; what they open takes no writes either.</summary>
    public Database Database { get; }

    public bool IsPostgres => connection is NpgsqlConnection;

    /// <summary>As the gateway would open it.</summary>
    public required string ConnectionString { get; init; }

    public static async Task<BooksLook> OpenAsync(string connectionString, CancellationToken cancel)
    {
        var database = new Database(OnlyToRead(connectionString));
        try
        {
            var connection = await database.OpenAsync(cancel);
            return new BooksLook(database, connection) { ConnectionString = connectionString };
        }
        catch (DbException)
        {
            await database.DisposeAsync();
            throw;
        }
    }

    /// <summary>The rows of a question that may take as long as it takes, until it is cancelled.</summary>
    public Task<IReadOnlyList<T>> ReadAsync<T>(string sql, CancellationToken cancel) => ReadAsync<T>(sql, null, cancel);

    public async Task<IReadOnlyList<T>> ReadAsync<T>(string sql, object? values, CancellationToken cancel)
    {
        var command = new CommandDefinition(sql, values, commandTimeout: 0, cancellationToken: cancel);
        if (connection is not SqliteConnection sqlite)
        {
            return [.. await connection.QueryAsync<T>(command)];
        }

        // SQLite works in the caller's thread and hears of no token, but asks now and then whether to go on.
        raw.sqlite3_progress_handler(sqlite.Handle, StepsBetween, _ => cancel.IsCancellationRequested ? 1 : 0, null);
        try
        {
            return await Task.Run(() => (IReadOnlyList<T>)[.. connection.Query<T>(command)], cancel);
        }
        catch (SqliteException) when (cancel.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancel);
        }
        finally
        {
            raw.sqlite3_progress_handler(sqlite.Handle, 0, null, null);
        }
    }

    public async Task<T> OneAsync<T>(string sql, CancellationToken cancel) => (await ReadAsync<T>(sql, cancel))[0];

    public async ValueTask DisposeAsync()
    {
        await connection.DisposeAsync();
        await Database.DisposeAsync();
    }

    private static string OnlyToRead(string connectionString)
    {
        var parts = new DbConnectionStringBuilder { ConnectionString = connectionString };
        if (parts.ContainsKey("Data Source"))
        {
            return OnlyToRead(new SqliteConnectionStringBuilder(connectionString) { Mode = SqliteOpenMode.ReadOnly });
        }

        var settings = new NpgsqlConnectionStringBuilder(connectionString) { ApplicationName = "gerai doctor" };
        settings.Options = settings.Options is { Length: > 0 } given ? $"{given} {ReadOnly}" : ReadOnly;
        return settings.ToString();
    }

    // Who reads a file in whose log nobody is writes files of its own beside it, and they would be this user's, not the
    // gateway's, which then could not open them. While there is no log the file stands still and is read as it is.
    private static string OnlyToRead(SqliteConnectionStringBuilder settings)
    {
        var file = Path.GetFullPath(settings.DataSource);
        if (!File.Exists($"{file}-wal"))
        {
            settings.DataSource = $"{new Uri(file).AbsoluteUri}?immutable=1";
        }

        return settings.ToString();
    }
}
