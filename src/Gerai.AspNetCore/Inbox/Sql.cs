using System.Data.Common;

namespace Gerai.AspNetCore.Inbox;

/// <summary>Statements with parameters, without a mapper: nothing is looked up when the application runs.</summary>
internal static class Sql
{
    public static async Task<int> ExecuteAsync(
        this DbConnection connection,
        DbTransaction? transaction,
        string text,
        CancellationToken cancel,
        params (string Name, object Value)[] values)
    {
        await using var command = Command(connection, transaction, text, values);
        return await command.ExecuteNonQueryAsync(cancel);
    }

    public static async Task<List<T>> QueryAsync<T>(
        this DbConnection connection,
        DbTransaction? transaction,
        string text,
        Func<DbDataReader, T> read,
        CancellationToken cancel,
        params (string Name, object Value)[] values)
    {
        await using var command = Command(connection, transaction, text, values);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancel))
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    public static DateTimeOffset Moment(this DbDataReader reader, int column) =>
        DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(column));

    private static DbCommand Command(
        DbConnection connection, DbTransaction? transaction, string text, (string Name, object Value)[] values)
    {
        var command = connection.CreateCommand();
        command.CommandText = text;
        command.Transaction = transaction;
        foreach (var (name, value) in values)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = $"@{name}";
            parameter.Value = value is DateTimeOffset moment ? moment.ToUnixTimeMilliseconds() : value;
            command.Parameters.Add(parameter);
        }

        return command;
    }
}
