using System.Data;
using System.Data.Common;
using Dapper;
using Npgsql;

namespace Gerai.Storage;

/// <summary>
/// A connection for reading, from the pool. Should it break under a question, the question is asked again on a new one:
/// to read twice changes nothing. Each question stands alone, none shares a transaction with its neighbour.
/// </summary>
internal sealed class ReadSession(Database database, DbConnection connection) : IAsyncDisposable
{
    private DbConnection connection = connection;

    // Of a question that only takes too long the connection stays: to ask it again would be to burden the server twice.
    private bool IsLost => connection.State is not ConnectionState.Open;

    /// <summary>As Dapper's method of that name; so are the others.</summary>
    public Task<IEnumerable<T>> QueryAsync<T>(CommandDefinition question) =>
        AskAsync(question, (open, command) => open.QueryAsync<T>(command));

    public Task<IEnumerable<T>> QueryAsync<TFirst, TSecond, T>(
        CommandDefinition question, Func<TFirst, TSecond, T> map, string splitOn) =>
        AskAsync(question, (open, command) => open.QueryAsync(command, map, splitOn));

    public Task<T?> QueryFirstOrDefaultAsync<T>(CommandDefinition question) =>
        AskAsync(question, (open, command) => open.QueryFirstOrDefaultAsync<T>(command));

    public Task<T> QuerySingleAsync<T>(CommandDefinition question) =>
        AskAsync(question, (open, command) => open.QuerySingleAsync<T>(command));

    public Task<T?> QuerySingleOrDefaultAsync<T>(CommandDefinition question) =>
        AskAsync(question, (open, command) => open.QuerySingleOrDefaultAsync<T>(command));

    public Task<T?> ExecuteScalarAsync<T>(CommandDefinition question) =>
        AskAsync(question, (open, command) => open.ExecuteScalarAsync<T>(command));

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    private async Task<T> AskAsync<T>(
        CommandDefinition question, Func<DbConnection, CommandDefinition, Task<T>> ask)
    {
        var cancel = question.CancellationToken;
        var since = database.Time.GetTimestamp();
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await AskOnceAsync(question, ask);
            }
            catch (Exception failure) when (IsLost && database.IsWorthAnotherTry(failure, since))
            {
                connection = await database.OpenAgainAsync(connection, since, tries, cancel);
            }
        }
    }

    private async Task<T> AskOnceAsync<T>(
        CommandDefinition question, Func<DbConnection, CommandDefinition, Task<T>> ask)
    {
        if (database.QuestionTime is not { } time)
        {
            return await ask(connection, question);
        }

        using var limit = new QuestionLimit(time, question.CancellationToken);
        try
        {
            return await ask(connection, limit.Of(question));
        }
        catch (OperationCanceledException) when (!question.CancellationToken.IsCancellationRequested)
        {
            throw new NpgsqlException("The database did not answer in time.", new TimeoutException());
        }
    }
}
