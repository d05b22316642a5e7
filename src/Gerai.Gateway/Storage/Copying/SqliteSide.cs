using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Gerai.Storage;

/// <summary>SQLite's side of a copy: one statement a row, since there is no way to a server to save.</summary>
internal sealed class SqliteSide : CopySide
{
    private const int ConstraintFailed = 19;

    // A gateway's write is over in milliseconds; what is locked for longer is kept so.
    private const int PatienceSeconds = 2;

    private readonly SqliteConnectionStringBuilder settings;
    private readonly SqliteConnection connection;

    public SqliteSide(string connectionString, bool isTarget)
        : this(
            new SqliteConnectionStringBuilder(connectionString)
            {
                Mode = isTarget ? SqliteOpenMode.ReadWriteCreate : SqliteOpenMode.ReadOnly,
                Pooling = false,
                DefaultTimeout = PatienceSeconds,
            },
            new SqliteConnection())
    {
    }

    private SqliteSide(SqliteConnectionStringBuilder settings, SqliteConnection connection)
        : base(connection, Path.GetFullPath(settings.DataSource))
    {
        this.settings = settings;
        this.connection = connection;
    }

    public override int TimeLimitSeconds => PatienceSeconds;

    protected override string TableNames =>
        "select name from sqlite_master where type = 'table' and name not like 'sqlite~_%' escape '~'";

    protected override string ColumnsOfTable =>
        "select name, lower(type), pk > 0 from pragma_table_info(@table)";

    public override async Task BeginLookAsync(bool isLast, CancellationToken cancel)
    {
        if (isLast)
        {
            // Held in this mode the file is refused while any other process has it open, were it only to read; so a
            // gateway that was not stopped is noticed even when nothing happens in it. Nothing is written.
            settings.Mode = SqliteOpenMode.ReadWrite;
        }

        connection.ConnectionString = settings.ToString();
        await connection.OpenAsync(cancel);
        await ExecuteAsync(isLast ? "pragma locking_mode = exclusive; begin exclusive" : "begin");

        // Without a first read there is no moment at which the books are looked at.
        await ExecuteAsync("select count(*) from sqlite_master");
    }

    public override async Task HoldAsync(CancellationToken cancel)
    {
        connection.ConnectionString = settings.ToString();
        await connection.OpenAsync(cancel);
        await ExecuteAsync(
            "pragma locking_mode = exclusive; pragma journal_mode = wal; pragma synchronous = normal; "
            + "begin exclusive; commit");
    }

    public override Task<List<object?[]>> FindAsync(
        CopyTable table, IReadOnlyList<object?[]> rows, CancellationToken cancel)
    {
        using var command = ByKey(table, $"select {table.ColumnList} from {table.Name}");
        var found = new List<object?[]>(rows.Count);
        foreach (var row in rows)
        {
            SetKey(command, table, row);
            using var reader = command.ExecuteReader();
            if (reader.Read())
            {
                found.Add(ReadRow(table, reader));
            }
        }

        return Task.FromResult(found);
    }

    public override Task WriteAsync(CopyTable table, IReadOnlyList<object?[]> rows, CancellationToken cancel)
    {
        using var command = connection.CreateCommand();
        var places = table.Columns.Select((_, i) => $"@v{i}");
        command.CommandText = $"insert into {table.Name} ({table.ColumnList}) values ({string.Join(", ", places)})";
        for (var i = 0; i < table.Columns.Count; i++)
        {
            command.Parameters.Add(new SqliteParameter { ParameterName = $"@v{i}" });
        }

        foreach (var row in rows)
        {
            for (var i = 0; i < row.Length; i++)
            {
                command.Parameters[i].Value = row[i] ?? DBNull.Value;
            }

            command.ExecuteNonQuery();
        }

        return Task.CompletedTask;
    }

    public override Task DeleteAsync(CopyTable table, IReadOnlyList<object?[]> rows, CancellationToken cancel)
    {
        using var command = ByKey(table, $"delete from {table.Name}");
        foreach (var row in rows)
        {
            SetKey(command, table, row);
            command.ExecuteNonQuery();
        }

        return Task.CompletedTask;
    }

    public override Task FlushAsync() => ExecuteAsync("pragma synchronous = full");

    public override bool Speaks(DbException failure) => failure is SqliteException;

    public override bool IsTaken(Exception failure) => failure is SqliteException { SqliteErrorCode: ConstraintFailed };

    private SqliteCommand ByKey(CopyTable table, string statement)
    {
        var command = connection.CreateCommand();
        command.CommandText = statement
            + " where " + string.Join(" and ", table.Key.Select((part, i) => $"{part.Name} = @k{i}"));
        for (var i = 0; i < table.Key.Count; i++)
        {
            command.Parameters.Add(new SqliteParameter { ParameterName = $"@k{i}" });
        }

        return command;
    }

    private static void SetKey(SqliteCommand command, CopyTable table, object?[] row)
    {
        for (var i = 0; i < table.Key.Count; i++)
        {
            command.Parameters[i].Value = table.KeyPart(row, i);
        }
    }
}
