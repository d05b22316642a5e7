using System.Globalization;

namespace Gerai.Tests.Support;

/// <summary>
/// A shop's SQLite file in which every table of the schema has rows, also one that is added tomorrow: payments as they
/// are, and rows made from the columns' types wherever else there is nothing.
/// </summary>
internal static class FilledBooks
{
    private const int RowsMade = 5;

    /// <summary>Without rows of a shop's, or without a use in another database.</summary>
    public static readonly string[] LeftOut = ["schemaversions", "commit_marks"];

    public static async Task<TestDatabase> NewAsync(int payments = 5_000)
    {
        var books = await TestDatabase.FreshAsync(DatabaseKind.Sqlite);

        // As the first gateway on it left it.
        await books.ExecuteAsync("pragma journal_mode = wal");
        await LongHistory.AddAsync(
            books, Some.MerchantId, 1, payments, Some.Morning.AddDays(-2), TimeSpan.FromSeconds(7));
        foreach (var table in await TablesAsync(books))
        {
            if (await books.CountAsync(table) == 0)
            {
                await AddAsync(books, table, 1, RowsMade);
            }
        }

        await CloseAsync(books);
        return books;
    }

    /// <summary>The tables a copy has to bring over, read from the schema.</summary>
    public static async Task<IReadOnlyList<string>> TablesAsync(TestDatabase books) =>
    [
        .. (await books.ReadAsync<string>(
                "select lower(name) from sqlite_master where type = 'table' and name <> 'sqlite_sequence'"))
            .Where(name => !LeftOut.Contains(name))
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Rows with numbers of their own in every column; what may be empty is so in the second.</summary>
    public static async Task AddAsync(TestDatabase books, string table, int first, int last)
    {
        var columns = await books.ReadAsync<(string Name, string Type, bool MustBe)>(
            $"select name, lower(type), \"notnull\" from pragma_table_info('{table}')");
        for (var i = first; i <= last; i++)
        {
            var values = columns.Select((column, place) => column switch
            {
                { MustBe: false } when i == 2 => "null",
                { Type: "text" } => $"'{column.Name} {i.ToString("D3", CultureInfo.InvariantCulture)} · ü \" \\ '''",
                _ => $"{i}00{place}",
            });
            await books.ExecuteAsync($"insert into {table} values ({string.Join(", ", values)})");
        }
    }

    /// <summary>Every row of a table, one text each, in an order that both kinds of database agree on.</summary>
    public static async Task<IReadOnlyList<string>> RowsAsync(TestDatabase books, string table)
    {
        var rows = await books.ReadAsync<dynamic>($"select * from {table}");
        return
        [
            .. rows.Cast<IDictionary<string, object?>>()
                .Select(row => string.Join(
                    '|',
                    row.OrderBy(cell => cell.Key, StringComparer.Ordinal)
                        .Select(cell => $"{cell.Key}={cell.Value ?? "null"}")))
                .Order(StringComparer.Ordinal),
        ];
    }

    /// <summary>Fails at the first table whose rows are not the same on both sides.</summary>
    public static async Task AssertAlikeAsync(TestDatabase source, TestDatabase target)
    {
        foreach (var table in await TablesAsync(source))
        {
            var rows = await RowsAsync(source, table);
            Assert.True(rows.Count > 0, $"{table} is empty, so nothing is known of it.");
            Assert.Equal(rows, await RowsAsync(target, table));
        }

        await CloseAsync(source);
    }

    /// <summary>
    /// Closes what a test has read with: a file that somebody has open counts as one on which a gateway runs.
    /// </summary>
    public static ValueTask CloseAsync(TestDatabase books) =>
        books.Kind is DatabaseKind.Sqlite ? books.SecondNode().DisposeAsync() : ValueTask.CompletedTask;
}
