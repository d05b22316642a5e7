using System.Data;
using System.Data.Common;
using Dapper;

namespace Gerai.Storage;

/// <summary>
/// A connection for reading, from the pool. Should it break under a question, the question is asked again on a new one:
/// to read twice changes nothing. Each question stands alone, none shares a transaction with its neighbour.
/// </summary>
internal sealed class ReadSession(Database database, DbConnection connection) : IAsyncDisposable
{
    private DbConnection connection = connection;

    /// <summary>As Dapper's method of that name; so are the others.</summary>
    public Task<IEnumerable<T>> QueryAsync<T>(CommandDefinition question) =>
        AskAsync(open => open.QueryAsync<T>(question), question.CancellationToken);

    public Task<IEnumerable<T>> QueryAsync<TFirst, TSecond, T>(
        CommandDefinition question, Func<TFirst, TSecond, T> map, string splitOn) =>
        AskAsync(open => open.QueryAsync(question, map, splitOn), question.CancellationToken);

    public Task<T?> QueryFirstOrDefaultAsync<T>(CommandDefinition question) =>
        AskAsync(open => open.QueryFirstOrDefaultAsync<T>(question), question.CancellationToken);

    public Task<T> QuerySingleAsync<T>(CommandDefinition question) =>
        AskAsync(open => open.QuerySingleAsync<T>(question), question.CancellationToken);

    public Task<T?> QuerySingleOrDefaultAsync<T>(CommandDefinition question) =>
        AskAsync(open => open.QuerySingleOrDefaultAsync<T>(question), question.CancellationToken);

    public Task<T?> ExecuteScalarAsync<T>(CommandDefinition question) =>
        AskAsync(open => open.ExecuteScalarAsync<T>(question), question.CancellationToken);

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    // Of a question that only takes too long the connection stays: to ask it again would be to burden the server twice.
    private bool IsLost => connection.State is not ConnectionState.Open;

    private async Task<T> AskAsync<T>(Func<DbConnection, Task<T>> ask, CancellationToken cancel)
    {
        var since = database.Time.GetTimestamp();
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await ask(connection);
            }
            catch (Exception failure) when (IsLost && database.IsWorthAnotherTry(failure, since))
            {
                await connection.DisposeAsync();
                connection = await database.OpenAgainAsync(since, tries, cancel);
            }
        }
    }
}
