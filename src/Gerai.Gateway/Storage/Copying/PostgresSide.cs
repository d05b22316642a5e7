using System.Data.Common;
using Npgsql;
using NpgsqlTypes;

namespace Gerai.Storage;

/// <summary>PostgreSQL's side of a copy: a page is asked for in one statement, and written in one stream.</summary>
internal sealed class PostgresSide : CopySide
{
    private const long GeraiCopies = 0x4765726170;

    // Reading a long table takes what it takes.
    private const int NoTimeLimit = 0;

    private readonly NpgsqlConnection connection;

    public PostgresSide(string connectionString)
        : this(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, CommandTimeout = NoTimeLimit })
    {
    }

    private PostgresSide(NpgsqlConnectionStringBuilder settings)
        : this(settings, new NpgsqlConnection(WhereOneWrites(settings)))
    {
    }

    private PostgresSide(NpgsqlConnectionStringBuilder settings, NpgsqlConnection connection)
        : base(connection, $"{settings.Database ?? settings.Username} at {settings.Host}:{settings.Port}") =>
        this.connection = connection;

    public override int TimeLimitSeconds => NoTimeLimit;

    // A part of a table that is cut into parts is reached through the whole.
    protected override string TableNames =>
        """
        select relname::text from pg_class
        where relnamespace = to_regnamespace(current_schema()) and relkind in ('r', 'p') and not relispartition
        """;

    protected override string ColumnsOfTable =>
        """
        select a.attname::text, format_type(a.atttypid, a.atttypmod), coalesce(a.attnum = any(i.indkey), false)
        from pg_attribute a left join pg_index i on i.indrelid = a.attrelid and i.indisprimary
        where a.attrelid = to_regclass(@table) and a.attnum > 0 and not a.attisdropped
        """;

    public override async Task BeginLookAsync(bool isLast, CancellationToken cancel)
    {
        await connection.OpenAsync(cancel);
        var tables = isLast ? await TablesAsync() : [];
        await ExecuteAsync("begin isolation level repeatable read read write");
        if (isLast)
        {
            // Before the first read, so that what is seen is what the last writer left.
            await ExecuteAsync("set local lock_timeout = '2s'");
            await ExecuteAsync($"lock table {string.Join(", ", tables.Select(table => table.Name))} in share mode");
        }

        await ExecuteAsync("select count(*) from schemaversions");
    }

    public override async Task HoldAsync(CancellationToken cancel)
    {
        await connection.OpenAsync(cancel);
        try
        {
            // A server notices only after a moment that the copy before was killed, and then lets go.
            await ExecuteAsync("set lock_timeout = '5s'");
            await ExecuteAsync($"select pg_advisory_lock({GeraiCopies})");
            await ExecuteAsync("set lock_timeout = 0");
        }
        catch (PostgresException held) when (held.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            throw new CopyRefusal($"Another copy into {Place} is running.", held);
        }

        // A power cut may cost the last pages, which the next pass brings again; the end of the last pass waits for
        // the disk. A page is looked up by key, however few rows the planner believes there are.
        await ExecuteAsync("set synchronous_commit = off; set enable_hashjoin = off; set enable_mergejoin = off");
    }

    public override async Task<List<object?[]>> FindAsync(
        CopyTable table, IReadOnlyList<object?[]> rows, CancellationToken cancel)
    {
        await using var command = ByKey(table, $"select {table.ColumnList} from {table.Name}", rows);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var found = new List<object?[]>(rows.Count);
        while (await reader.ReadAsync(cancel))
        {
            found.Add(ReadRow(table, reader));
        }

        return found;
    }

    public override async Task WriteAsync(CopyTable table, IReadOnlyList<object?[]> rows, CancellationToken cancel)
    {
        await using var stream = await connection.BeginBinaryImportAsync(
            $"copy {table.Name} ({table.ColumnList}) from stdin (format binary)", cancel);
        foreach (var row in rows)
        {
            await stream.StartRowAsync(cancel);
            for (var i = 0; i < row.Length; i++)
            {
                switch (row[i])
                {
                    case string text:
                        await stream.WriteAsync(text, NpgsqlDbType.Text, cancel);
                        break;
                    case long number:
                        await stream.WriteAsync(number, NpgsqlDbType.Bigint, cancel);
                        break;
                    default:
                        await stream.WriteNullAsync(cancel);
                        break;
                }
            }
        }

        await stream.CompleteAsync(cancel);
    }

    public override async Task DeleteAsync(
        CopyTable table, IReadOnlyList<object?[]> rows, CancellationToken cancel)
    {
        await using var command = ByKey(table, $"delete from {table.Name}", rows);
        await command.ExecuteNonQueryAsync(cancel);
    }

    public override Task FlushAsync() => ExecuteAsync("set synchronous_commit = on");

    public override bool Speaks(DbException failure) => failure is NpgsqlException;

    public override bool IsTaken(Exception failure) =>
        failure is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation };

    private static string WhereOneWrites(NpgsqlConnectionStringBuilder settings)
    {
        if (settings.Host?.Contains(',', StringComparison.Ordinal) == true)
        {
            settings.TargetSessionAttributes = "primary";
        }

        return settings.ToString();
    }

    private NpgsqlCommand ByKey(CopyTable table, string statement, IReadOnlyList<object?[]> rows)
    {
        var arrays = table.Key.Select((part, i) => $"@k{i}::{(part.IsText ? "text" : "bigint")}[]");
        var command = new NpgsqlCommand(
            $"{statement} where ({table.KeyList}) in (select * from unnest({string.Join(", ", arrays)}))", connection);
        for (var i = 0; i < table.Key.Count; i++)
        {
            var values = rows.Select(row => table.KeyPart(row, i));
            command.Parameters.AddWithValue(
                $"k{i}", table.Key[i].IsText ? values.Cast<string>().ToArray() : values.Cast<long>().ToArray());
        }

        return command;
    }
}
