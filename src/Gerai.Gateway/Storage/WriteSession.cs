using System.Data;
using System.Data.Common;

namespace Gerai.Storage;

/// <summary>
/// The connection on which a group of writes runs. Keeps each statement it has seen, so that the hot path prepares
/// nothing twice.
/// </summary>
internal sealed class WriteSession(DbConnection connection) : IDisposable
{
    private readonly Dictionary<string, DbCommand> statements = [];
    private DbTransaction? transaction;

    /// <summary>False once the connection is lost, such as when the server was started anew.</summary>
    public bool IsOpen => connection.State is ConnectionState.Open;

    public void Begin() => transaction = connection.BeginTransaction();

    public void Commit()
    {
        transaction!.Commit();
        transaction.Dispose();
        transaction = null;
    }

    /// <summary>Runs a statement and returns how many rows it changed.</summary>
    public int Execute(string sql, params ReadOnlySpan<(string Name, object? Value)> values) =>
        Statement(sql, values).ExecuteNonQuery();

    /// <summary>Reads within the group's transaction; each row is turned into a value by the given function.</summary>
    public List<T> Query<T>(
        string sql, Func<DbDataReader, T> read, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        using var reader = Statement(sql, values).ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    /// <summary>Closes the connection; what was not committed is rolled back by that.</summary>
    public void Dispose() => connection.Dispose();

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

        statement.Transaction = transaction;
        for (var i = 0; i < values.Length; i++)
        {
            statement.Parameters[i].Value = values[i].Value ?? DBNull.Value;
        }

        return statement;
    }
}
