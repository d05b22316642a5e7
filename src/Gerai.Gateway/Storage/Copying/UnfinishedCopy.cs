using System.Data.Common;
using System.Globalization;
using Dapper;

namespace Gerai.Storage;

/// <summary>
/// A table that stands in the target from the first page to the last: while it is there, these books are not complete,
/// a copy of the same shop may go on, and no gateway opens them.
/// </summary>
internal static class UnfinishedCopy
{
    public const string Table = "unfinished_copy";

    /// <summary>Throws when a gateway is about to open books of which a part is still elsewhere.</summary>
    public static async Task RefuseAsync(Database database, CancellationToken cancel)
    {
        await using var connection = await database.OpenAsync(cancel);
        if (await IsThereAsync(connection))
        {
            throw new InvalidOperationException(
                "A copy into this database has begun and is not finished: run gerai copy with --finish first.");
        }
    }

    /// <summary>Of which shop it is a copy; nothing when no copy has begun.</summary>
    public static async Task<string?> SourceAsync(DbConnection connection) => await IsThereAsync(connection)
        ? await connection.ExecuteScalarAsync<string>($"select source from {Table}")
        : null;

    public static Task BeginAsync(DbConnection connection, string source, DateTimeOffset now) =>
        connection.ExecuteAsync(
            string.Create(
                CultureInfo.InvariantCulture,
                $"""
                create table {Table} (source text not null primary key, begun_at_ms bigint not null);
                insert into {Table} values ('{source}', {now.ToUnixTimeMilliseconds()});
                """));

    public static Task EndAsync(DbConnection connection) => connection.ExecuteAsync($"drop table {Table}");

    private static async Task<bool> IsThereAsync(DbConnection connection)
    {
        var sql = connection is Npgsql.NpgsqlConnection
            ? $"select count(*) from pg_class where oid = to_regclass('{Table}')"
            : $"select count(*) from sqlite_master where name = '{Table}'";
        return await connection.ExecuteScalarAsync<long>(sql) > 0;
    }
}
