using Dapper;

namespace Gerai.Storage;

/// <summary>
/// Counts and sums of a whole table, computed by each database for itself: rows, every number summed, every text's
/// letters counted, and all of it apart for each status where there is one.
/// </summary>
internal static class CopyTotals
{
    /// <summary>A sentence for each total in which the sides differ.</summary>
    public static async Task<IReadOnlyList<string>> DifferencesAsync(CopySide from, CopySide to, CopyTable table)
    {
        var there = await ReadAsync(from, table);
        var here = await ReadAsync(to, table);
        return
        [
            .. there.Keys.Union(here.Keys).Order(StringComparer.Ordinal)
                .Select(name => (Name: name, There: there.GetValueOrDefault(name), Here: here.GetValueOrDefault(name)))
                .Where(total => total.There != total.Here)
                .Select(total =>
                    $"{table.Name}: {total.Name} is {total.There} in the source, {total.Here} in the target"),
        ];
    }

    /// <summary>The money, as the target has it.</summary>
    public static async Task<IReadOnlyList<PaymentTotal>> PaymentsAsync(CopySide side)
    {
        const string Table = "payments";
        return
        [
            .. await side.Connection.QueryAsync<PaymentTotal>(new CommandDefinition(
                $"""
                select status, count(*) as number, cast(sum(amount_rupiah) as bigint) as rupiah
                from {Table} group by status order by status
                """,
                commandTimeout: side.TimeLimitSeconds)),
        ];
    }

    private static async Task<Dictionary<string, decimal>> ReadAsync(CopySide side, CopyTable table)
    {
        const string Status = "status";
        var group = table.Columns.Any(column => column.Name == Status) ? Status : "''";
        var rows = await side.Connection.QueryAsync(new CommandDefinition(
            $"""
            select {group} as total_of, count(*) as rows_total,
                {string.Join(", ", table.Columns.Select((column, i) => $"coalesce({Sum(column)}, 0) as sum_{i}"))}
            from {table.Name} group by 1
            """,
            commandTimeout: side.TimeLimitSeconds));
        var totals = new Dictionary<string, decimal>(StringComparer.Ordinal);
        foreach (IDictionary<string, object> row in rows)
        {
            var of = row["total_of"] is string { Length: > 0 } status ? $" with status {status}" : "";
            totals[$"the number of rows{of}"] = Number(row["rows_total"]);
            for (var i = 0; i < table.Columns.Count; i++)
            {
                var what = table.Columns[i].IsText ? "the length of all" : "the sum of";
                totals[$"{what} {table.Columns[i].Name}{of}"] = Number(row[$"sum_{i}"]);
            }
        }

        return totals;
    }

    // Money is summed as it is; a sum of a million moments in milliseconds would be past what SQLite can count to.
    private static string Sum(CopyColumn column) => column switch
    {
        { IsText: true } => $"sum(length({column.Name}))",
        { Name: var name } when name.EndsWith("_rupiah", StringComparison.Ordinal) => $"sum({name})",
        _ => $"sum({column.Name} % 1000000007)",
    };

    private static decimal Number(object value) =>
        Convert.ToDecimal(value, System.Globalization.CultureInfo.InvariantCulture);
}
