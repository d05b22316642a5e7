namespace Gerai.Storage;

/// <summary>Takes the rows of an archived payment out of the books, within one transaction.</summary>
internal static class ArchivedRows
{
    /// <summary>
    /// False when the books have something else by now; then all is as it was. The rows that were deleted are what is
    /// compared: between a look and a delete another node could have changed them.
    /// </summary>
    public static bool TakeOut(WriteSession session, ArchivedPayment archived)
    {
        var taken = ArchivedPayment.Tables.ToDictionary(
            table => table,
            table => session.Query(
                $"delete from {table} where transaction_id = @id and slot = @slot returning *",
                ArchivedPayment.Read,
                ("id", archived.Key.Id),
                ("slot", archived.Slot)),
            StringComparer.Ordinal);
        if (IsWhole(taken) && new ArchivedPayment(taken) is { HasEnded: true } books && archived.Covers(books))
        {
            return true;
        }

        foreach (var (table, rows) in taken)
        {
            rows.ForEach(row => PutBack(session, table, row));
        }

        return false;
    }

    private static bool IsWhole(Dictionary<string, List<IReadOnlyDictionary<string, object>>> taken) =>
        taken["payments"].Count == 1 && taken["payment_history"].Exists(line => (long)line["version"] == 1);

    private static void PutBack(WriteSession session, string table, IReadOnlyDictionary<string, object> row) =>
        session.Execute(
            $"insert into {table} ({string.Join(", ", row.Keys)}) values (@{string.Join(", @", row.Keys)})",
            [.. row.Select(column => (column.Key, (object?)column.Value))]);
}
