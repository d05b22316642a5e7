using System.Threading.Channels;

namespace Gerai.Storage;

/// <summary>
/// One pass over one table: what the target lacks is written, what is different is replaced, what the source no longer
/// has is removed. A page is one transaction.
/// </summary>
internal sealed class TablePass(CopySide source, CopySide target, CopyTable table, long rowsOfSource, bool isLast)
{
    private const int PageRows = 2_000;

    // One is written while the next is read, and no more are held in memory.
    private const int PagesAhead = 2;

    // When a whole table is different, nobody reads more of it.
    private const int DifferencesMax = 10;

    private readonly List<string> differences = [];
    private long looked;
    private long written;
    private long removed;

    /// <summary>Rows that the target did not keep as they were written; looked for in the last pass only.</summary>
    public IReadOnlyList<string> Differences => differences;

    public async Task<CopiedTable> RunAsync(Action<long, long> tell, CancellationToken cancel)
    {
        try
        {
            await BringOverAsync(tell, cancel);
        }
        catch (Exception failure) when (target.IsTaken(failure))
        {
            // Two rows have exchanged what only one may have, such as an address. With nothing there, nothing is taken.
            await target.ExecuteAsync("rollback");
            await target.ExecuteAsync($"delete from {table.Name}");
            (looked, written) = (0, 0);
            differences.Clear();
            await BringOverAsync(tell, cancel);
        }

        // Each row of the source is there by now, so if there are no more of them there are no others.
        if (await target.CountAsync(table.Name) > rowsOfSource)
        {
            await RemoveSurplusAsync(cancel);
        }

        return new CopiedTable(table.Name, rowsOfSource, written, removed);
    }

    private async Task BringOverAsync(Action<long, long> tell, CancellationToken cancel)
    {
        var isNew = await target.IsEmptyAsync(table.Name);
        var pages = Channel.CreateBounded<List<object?[]>>(PagesAhead);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var reading = Task.Run(() => ReadAsync(pages.Writer, stop.Token), cancel);
        try
        {
            await foreach (var page in pages.Reader.ReadAllAsync(cancel))
            {
                await BringOverAsync(page, isNew, cancel);
                looked += page.Count;
                tell(looked, written);
            }

            await reading;
        }
        finally
        {
            await stop.CancelAsync();
            await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ReadAsync(ChannelWriter<List<object?[]>> pages, CancellationToken cancel)
    {
        try
        {
            await foreach (var page in source.PagesAsync(table, PageRows, cancel))
            {
                await pages.WriteAsync(page, cancel);
            }
        }
        finally
        {
            pages.Complete();
        }
    }

    private async Task BringOverAsync(List<object?[]> page, bool isNew, CancellationToken cancel)
    {
        var (missing, changed) = isNew ? (page, []) : await CompareAsync(page, cancel);
        if (missing.Count + changed.Count == 0)
        {
            return;
        }

        await target.ExecuteAsync("begin");
        if (changed.Count > 0)
        {
            await target.DeleteAsync(table, changed, cancel);
        }

        List<object?[]> rows = [.. missing, .. changed];
        await target.WriteAsync(table, rows, cancel);
        await target.ExecuteAsync("commit");
        written += rows.Count;
        if (isLast)
        {
            await ReadAgainAsync(rows, cancel);
        }
    }

    private async Task<(List<object?[]> Missing, List<object?[]> Changed)> CompareAsync(
        List<object?[]> page, CancellationToken cancel)
    {
        var there = await FoundAsync(target, page, cancel);
        var missing = new List<object?[]>();
        var changed = new List<object?[]>();
        foreach (var row in page)
        {
            if (!there.TryGetValue(table.KeyOf(row), out var twin))
            {
                missing.Add(row);
            }
            else if (!row.AsSpan().SequenceEqual(twin))
            {
                changed.Add(row);
            }
        }

        return (missing, changed);
    }

    // What a page held already was compared before; what was written now is compared after.
    private async Task ReadAgainAsync(List<object?[]> rows, CancellationToken cancel)
    {
        var there = await FoundAsync(target, rows, cancel);
        foreach (var row in rows.TakeWhile(_ => differences.Count < DifferencesMax))
        {
            if (!there.TryGetValue(table.KeyOf(row), out var twin))
            {
                differences.Add($"{table.Name} {table.KeyText(row)}: the target did not keep this row");
                continue;
            }

            // Values may be a customer's: they are not told.
            var unlike = table.Columns.Where((_, i) => !Equals(row[i], twin[i])).Select(column => column.Name).ToList();
            if (unlike.Count > 0)
            {
                differences.Add(
                    $"{table.Name} {table.KeyText(row)}: the target keeps another {string.Join(", ", unlike)}");
            }
        }
    }

    private async Task RemoveSurplusAsync(CancellationToken cancel)
    {
        var surplus = new List<object?[]>();
        await foreach (var page in target.PagesAsync(table, PageRows, cancel))
        {
            var there = await FoundAsync(source, page, cancel);
            surplus.AddRange(page.Where(row => !there.ContainsKey(table.KeyOf(row))));
        }

        foreach (var rows in surplus.Chunk(PageRows))
        {
            await target.DeleteAsync(table, rows, cancel);
            removed += rows.Length;
        }
    }

    private async Task<Dictionary<string, object?[]>> FoundAsync(
        CopySide side, IReadOnlyList<object?[]> rows, CancellationToken cancel) =>
        (await side.FindAsync(table, rows, cancel)).ToDictionary(table.KeyOf, StringComparer.Ordinal);
}
