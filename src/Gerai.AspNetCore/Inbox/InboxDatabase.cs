using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Gerai.AspNetCore.Inbox;

/// <summary>
/// Opens the inbox: SQLite, PostgreSQL, or the shop's own database; the only place that knows which.
/// </summary>
internal sealed class InboxDatabase : IAsyncDisposable
{
    private const int SchemaVersion = 1;
    private const int SchemaAttemptsMax = 5;
    private const int TimeLimitSeconds = 10;

    private readonly SemaphoreSlim writers = new(1);
    private readonly Func<CancellationToken, Task<DbConnection>> open;
    private readonly string? sqlite;
    private readonly NpgsqlDataSource? postgres;

    public InboxDatabase(IOptions<PaymentNotificationOptions> options, IServiceProvider services)
    {
        if (options.Value.OpenShopDatabase is { } openShop)
        {
            open = cancel => openShop(services, cancel);
            return;
        }

        var text = options.Value.Database;
        if (new DbConnectionStringBuilder { ConnectionString = text }.ContainsKey("Data Source"))
        {
            var settings = new SqliteConnectionStringBuilder(text) { DefaultTimeout = TimeLimitSeconds };
            sqlite = settings.ToString();
            open = OpenSqliteAsync;
            return;
        }

        postgres = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(text) { CommandTimeout = TimeLimitSeconds });
        open = async cancel => await postgres.OpenConnectionAsync(cancel);
    }

    public Task<DbConnection> OpenAsync(CancellationToken cancel) => open(cancel);

    /// <summary>
    /// One transaction. In SQLite only one can write: those of this process wait here in a line, because the
    /// database itself lets them knock again and again.
    /// </summary>
    /// <param name="write">What is done in it.</param>
    /// <param name="cancel">Gives up, but not once it is to be committed.</param>
    /// <param name="isGood">Whether the result is one to commit; every one unless given.</param>
    public async Task<T> WriteAsync<T>(
        Func<DbConnection, DbTransaction, CancellationToken, Task<T>> write,
        CancellationToken cancel,
        Func<T, bool>? isGood = null)
    {
        await using var connection = await OpenAsync(cancel);
        var isAlone = connection is SqliteConnection;
        if (isAlone)
        {
            await writers.WaitAsync(cancel);
        }

        try
        {
            await using var transaction = await connection.BeginTransactionAsync(cancel);
            var result = await write(connection, transaction, cancel);
            if (isGood?.Invoke(result) is not false)
            {
                await transaction.CommitAsync(CancellationToken.None);
            }

            return result;
        }
        finally
        {
            if (isAlone)
            {
                writers.Release();
            }
        }
    }

    /// <summary>Makes the tables when they are not there.</summary>
    public async Task PrepareAsync(CancellationToken cancel)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var connection = await OpenAsync(cancel);
                await connection.ExecuteAsync(null, Tables, cancel, ("version", SchemaVersion));
                var versions = await connection.QueryAsync(
                    null, "select max(version) from gerai_inbox_version", reader => reader.GetInt32(0), cancel);
                if (versions[0] > SchemaVersion)
                {
                    throw new InvalidOperationException(
                        $"The inbox was made by a newer version: its schema is {versions[0]}, not {SchemaVersion}.");
                }

                return;
            }
            catch (DbException) when (attempt < SchemaAttemptsMax)
            {
                // Two instances that start at once may both make a table; in PostgreSQL one of them then fails.
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        writers.Dispose();
        if (postgres is not null)
        {
            await postgres.DisposeAsync();
        }

        if (sqlite is not null)
        {
            using var connection = new SqliteConnection(sqlite);
            SqliteConnection.ClearPool(connection);
        }
    }

    // FULL: a notification that was answered 200 survives a power cut, not only a killed process.
    private async Task<DbConnection> OpenSqliteAsync(CancellationToken cancel)
    {
        var connection = new SqliteConnection(sqlite);
        await connection.OpenAsync(cancel);
        await connection.ExecuteAsync(null, "pragma journal_mode = wal; pragma synchronous = full;", cancel);
        return connection;
    }

    // One text for both databases. A payment's row holds what its notifications share: whose turn it is (lease), when
    // something is due, and what was told last. Its lease keeps the states of one payment in order over all instances.
    private const string Tables =
        """
        create table if not exists gerai_inbox_version (version integer not null primary key);
        create table if not exists gerai_inbox_payments (
            transaction_id text not null primary key,
            order_id text not null,
            told text not null,
            news bigint not null,
            lease bigint not null,
            leased_until_ms bigint not null,
            due_at_ms bigint,
            changed_at_ms bigint not null);
        create index if not exists gerai_inbox_payments_due on gerai_inbox_payments (due_at_ms);
        create index if not exists gerai_inbox_payments_changed on gerai_inbox_payments (changed_at_ms);
        create table if not exists gerai_inbox_notifications (
            transaction_id text not null,
            status text not null,
            step integer not null,
            source text not null,
            body text not null,
            state text not null,
            attempts integer not null,
            error text,
            received_at_ms bigint not null,
            ended_at_ms bigint,
            primary key (transaction_id, status));
        create index if not exists gerai_inbox_notifications_state on gerai_inbox_notifications (state, received_at_ms);
        create table if not exists gerai_inbox_expected (
            transaction_id text not null primary key,
            order_id text not null,
            expires_at_ms bigint not null,
            ask_at_ms bigint not null);
        create index if not exists gerai_inbox_expected_ask on gerai_inbox_expected (ask_at_ms);
        insert into gerai_inbox_version (version) values (@version) on conflict do nothing;
        """;
}
