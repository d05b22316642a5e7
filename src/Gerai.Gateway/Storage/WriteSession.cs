using System.Data;
using System.Data.Common;

namespace Gerai.Storage;

/// <summary>
/// The connection on which a group of writes runs. Keeps each statement it has seen, so that the hot path prepares
/// nothing twice.
/// </summary>
internal class WriteSession(DbConnection connection) : IDisposable
{
    private readonly Dictionary<string, DbCommand> statements = [];

    /// <summary>False once the connection is lost, such as when the server was started anew.</summary>
    public bool IsOpen => connection.State is ConnectionState.Open;

    public DbConnection Connection => connection;

    protected DbTransaction? Transaction { get; private set; }

    public void Begin() => Transaction = connection.BeginTransaction();

    public virtual void Commit()
    {
        Transaction!.Commit();
        Transaction.Dispose();
        Transaction = null;
    }

    /// <summary>Runs a statement and returns how many rows it changed.</summary>
    public int Execute(string sql, params ReadOnlySpan<(string Name, object? Value)> values) =>
        Statement(sql, values).ExecuteNonQuery();

    /// <summary>Reads within the group's transaction; each row is turned into a value by the given function.</summary>
    public List<T> Query<T>(
        string sql, Func<DbDataReader, T> read, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        using var reader = Statement(sql, values).ExecuteReader();
        return ReadAll(reader, read);
    }

    /// <summary>
    /// Runs a statement whose answer nobody needs. Should it fail, the whole transaction does.
    /// </summary>
    public virtual void Add(string sql, params ReadOnlySpan<(string Name, object? Value)> values) =>
        Execute(sql, values);

    /// <summary>As <see cref="Execute"/>, for a write that waits for its neighbours' statements.</summary>
    public virtual ValueTask<int> ExecuteAsync(
        string sql, params ReadOnlySpan<(string Name, object? Value)> values) => new(Execute(sql, values));

    /// <summary>As <see cref="Query"/>, for a write that waits for its neighbours' statements.</summary>
    public virtual ValueTask<List<T>> QueryAsync<T>(
        string sql, Func<DbDataReader, T> read, params ReadOnlySpan<(string Name, object? Value)> values) =>
        new(Query(sql, read, values));

    /// <summary>
    /// Sends the statements that wait, and lets their writes go on. False when there were none.
    /// </summary>
    public virtual bool Flush() => false;

    /// <summary>Closes the connection; what was not committed is rolled back by that.</summary>
    public void Dispose() => connection.Dispose();

    protected static List<T> ReadAll<T>(DbDataReader reader, Func<DbDataReader, T> read)
    {
        var rows = new List<T>();
        while (reader.Read())
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    private DbCommand Statement(string sql, ReadOnlySpan<(string Name, object? Value)> values)
    {
        if (!statements.TryGetValue(sql, out var statement))
        {
            statement = connection.CreateCommand();
            statement.CommandText = sql;
            foreach (var (name, _) in values)
            {
                var parameter = statement.CreateParameter();
                // With its prefix, else SQLite is asked for each prefix there is, at every execution.
                parameter.ParameterName = "@" + name;
                statement.Parameters.Add(parameter);
            }

            statements.Add(sql, statement);
        }

        statement.Transaction = Transaction;
        for (var i = 0; i < values.Length; i++)
        {
            statement.Parameters[i].Value = values[i].Value ?? DBNull.Value;
        }

        return statement;
    }
}
