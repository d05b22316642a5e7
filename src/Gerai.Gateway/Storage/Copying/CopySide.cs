using System.Data;
using System.Data.Common;
using Dapper;

namespace Gerai.Storage;

/// <summary>
/// One of the two databases of a copy, on one connection. What differs between the two kinds is in two files beside.
/// </summary>
internal abstract class CopySide(DbConnection connection, string place) : IAsyncDisposable
{
    /// <summary>How a person finds it; without any password.</summary>
    public string Place => place;

    public DbConnection Connection => connection;

    /// <summary>How long a statement may take; for SQLite, how long it waits for others.</summary>
    public abstract int TimeLimitSeconds { get; }

    protected abstract string TableNames { get; }

    /// <summary>Name, type and whether it is of the primary key, for each column of the table <c>@table</c>.</summary>
    protected abstract string ColumnsOfTable { get; }

    public static CopySide For(string connectionString, bool isTarget)
    {
        var parts = new DbConnectionStringBuilder { ConnectionString = connectionString };
        return parts.ContainsKey("Data Source")
            ? new SqliteSide(connectionString, isTarget)
            : new PostgresSide(connectionString);
    }

    /// <summary>
    /// Begins a look at the books as they are at this moment, whatever is written meanwhile. The last look lets nobody
    /// write until it ends.
    /// </summary>
    public abstract Task BeginLookAsync(bool isLast, CancellationToken cancel);

    /// <summary>Makes sure that no other copy writes here.</summary>
    public abstract Task HoldAsync(CancellationToken cancel);

    /// <summary>The rows with these rows' keys, in any order.</summary>
    public abstract Task<List<object?[]>> FindAsync(
        CopyTable table, IReadOnlyList<object?[]> rows, CancellationToken cancel);

    public abstract Task WriteAsync(CopyTable table, IReadOnlyList<object?[]> rows, CancellationToken cancel);

    public abstract Task DeleteAsync(CopyTable table, IReadOnlyList<object?[]> rows, CancellationToken cancel);

    /// <summary>From the next commit on, what was written is on disk.</summary>
    public abstract Task FlushAsync();

    /// <summary>Whether this failure is one of this kind of database.</summary>
    public abstract bool Speaks(DbException failure);

    /// <summary>Whether a row could not be written because another has what only one may have.</summary>
    public abstract bool IsTaken(Exception failure);

    /// <summary>What a database wants after many rows have come: its planner would not know of them.</summary>
    public Task SettleAsync() => ExecuteAsync("analyze");

    /// <summary>When the first script ran here, which is told nowhere twice: by this a shop is known again.</summary>
    public async Task<string> IdentityAsync() =>
        await connection.ExecuteScalarAsync<string>("select cast(min(applied) as text) from schemaversions") ?? "";

    public async Task<IReadOnlyList<string>> ScriptsAsync() =>
        [.. await connection.QueryAsync<string>("select scriptname from schemaversions")];

    /// <summary>All tables that the schema has, but those that are left out for a reason.</summary>
    public async Task<IReadOnlyList<CopyTable>> TablesAsync()
    {
        var tables = new List<CopyTable>();
        foreach (var name in (await connection.QueryAsync<string>(TableNames)).Order(StringComparer.Ordinal))
        {
            if (CopyTable.IsLeftOut(name))
            {
                continue;
            }

            var columns = (await connection.QueryAsync<(string Name, string Type, bool IsKey)>(
                ColumnsOfTable, new { table = name })).ToList();
            tables.Add(new CopyTable(
                name,
                columns.Select(column => new CopyColumn(column.Name, IsText(name, column.Name, column.Type))),
                columns.Where(column => column.IsKey).Select(column => column.Name).ToHashSet()));
        }

        return tables;
    }

    public async Task<bool> HasAsync(string table) =>
        (await connection.QueryAsync<string>(TableNames)).Contains(table, StringComparer.Ordinal);

    public Task<long> CountAsync(string table) => connection.ExecuteScalarAsync<long>(
        new CommandDefinition($"select count(*) from {table}", commandTimeout: TimeLimitSeconds));

    public async Task<bool> IsEmptyAsync(string table) =>
        !await connection.ExecuteScalarAsync<bool>($"select exists (select 1 from {table})");

    public Task ExecuteAsync(string sql) =>
        connection.ExecuteAsync(
            new CommandDefinition(sql, commandTimeout: TimeLimitSeconds, commandType: CommandType.Text));

    /// <summary>All rows of a table, in the order in which they lie there, in pages.</summary>
    public async IAsyncEnumerable<List<object?[]>> PagesAsync(
        CopyTable table, int rowsMax, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = $"select {table.ColumnList} from {table.Name}";
        command.CommandTimeout = TimeLimitSeconds;
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var page = new List<object?[]>(rowsMax);
        while (await reader.ReadAsync(cancel))
        {
            page.Add(ReadRow(table, reader));
            if (page.Count == rowsMax)
            {
                yield return page;
                page = new List<object?[]>(rowsMax);
            }
        }

        if (page.Count > 0)
        {
            yield return page;
        }
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    protected static object?[] ReadRow(CopyTable table, DbDataReader reader)
    {
        var row = new object?[table.Columns.Count];
        for (var i = 0; i < row.Length; i++)
        {
            row[i] = reader.IsDBNull(i)
                ? null
                : table.Columns[i].IsText ? reader.GetString(i) : reader.GetInt64(i);
        }

        return row;
    }

    private static bool IsText(string table, string column, string type) => type switch
    {
        "text" => true,
        "bigint" => false,
        _ => throw new CopyRefusal($"{table}.{column} is of type {type}, which is not known how to copy."),
    };
}
