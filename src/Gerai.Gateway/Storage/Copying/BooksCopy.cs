using System.Data.Common;
using System.Reflection;

namespace Gerai.Storage;

/// <summary>
/// Makes one database's books another's, in passes: each looks at the source as it is at one moment and brings over
/// what the target lacks. The last pass lets nobody write meanwhile, counts both sides, and hands the target over.
/// </summary>
/// <remarks>
/// A pass compares row by row and keeps no place of its own. So a pass that was killed is begun again and passes over
/// what is there, and nothing has to tell which rows have changed since (docs/decisions/0022-moving-to-postgresql.md).
/// </remarks>
internal sealed class BooksCopy(string from, string to, TimeProvider time)
{
    /// <param name="isLast">Whether the gateways stand still, and the target is to be complete.</param>
    public async Task<CopyEnd> RunAsync(bool isLast, Action<CopyNews> tell, CancellationToken cancel)
    {
        await using var source = CopySide.For(from, isTarget: false);
        await using var target = CopySide.For(to, isTarget: true);
        if (source.Place == target.Place)
        {
            throw new CopyRefusal("Source and target are the same database.");
        }

        await ExplainAsync(source, async () =>
        {
            await source.BeginLookAsync(isLast, cancel);
            await CheckSchemaAsync(source);
        });
        try
        {
            var tables = await PrepareAsync(source, target, cancel);
            return await CopyAsync(source, target, tables, isLast, tell, cancel);
        }
        catch (DbException failure)
        {
            if (CopyRefusal.For(failure, (target.Speaks(failure) ? target : source).Place) is { } refusal)
            {
                throw refusal;
            }

            throw;
        }
    }

    private static async Task ExplainAsync(CopySide side, Func<Task> act)
    {
        try
        {
            await act();
        }
        catch (DbException failure)
        {
            if (CopyRefusal.For(failure, side.Place) is { } refusal)
            {
                throw refusal;
            }

            throw;
        }
    }

    private async Task<IReadOnlyList<CopyTable>> PrepareAsync(
        CopySide source, CopySide target, CancellationToken cancel)
    {
        var tables = await source.TablesAsync();
        await ExplainAsync(target, async () =>
        {
            // Before anything is changed there: it may be the books of somebody who runs an older gateway.
            await using (var first = CopySide.For(to, isTarget: true))
            {
                await first.HoldAsync(cancel);
                await MayClaimAsync(source, first, await first.TablesAsync());
            }

            await using (var database = new Database(to))
            {
                database.Migrate();
            }

            await target.HoldAsync(cancel);
            await CheckAlikeAsync(tables, target);
            await ClaimAsync(source, target, tables);
        });
        return tables;
    }

    private static async Task CheckSchemaAsync(CopySide source)
    {
        var ours = Assembly.GetExecutingAssembly().GetManifestResourceNames()
            .Where(name => name.EndsWith(".sql", StringComparison.Ordinal))
            .ToHashSet(StringComparer.Ordinal);
        IReadOnlyList<string> theirs;
        try
        {
            theirs = await source.ScriptsAsync();
        }
        catch (DbException missing)
        {
            throw CopyRefusal.For(missing, source.Place)
                ?? new CopyRefusal($"{source.Place} holds no gateway's books.", missing);
        }

        if (theirs.Except(ours, StringComparer.Ordinal).FirstOrDefault() is { } newer)
        {
            throw new CopyRefusal(
                $"{source.Place} was written by a newer gerai than this one ({newer}). Copy with that one.");
        }

        if (ours.Except(theirs, StringComparer.Ordinal).Any())
        {
            throw new CopyRefusal(
                $"{source.Place} was written by an older gerai. Start this version's gateway on it once, which brings "
                + "it up to date; then copy.");
        }
    }

    private static async Task CheckAlikeAsync(IReadOnlyList<CopyTable> tables, CopySide target)
    {
        var there = (await target.TablesAsync()).ToDictionary(table => table.Name, StringComparer.Ordinal);
        var unlike = tables.FirstOrDefault(
            table => !there.TryGetValue(table.Name, out var twin) || !table.IsLike(twin));
        var name = unlike?.Name ?? there.Keys.Except(tables.Select(table => table.Name)).FirstOrDefault();
        if (name is not null)
        {
            throw new CopyRefusal($"The table {name} is not the same in both databases. Both must be of one gerai.");
        }
    }

    private async Task ClaimAsync(CopySide source, CopySide target, IReadOnlyList<CopyTable> tables)
    {
        if (await MayClaimAsync(source, target, tables))
        {
            await UnfinishedCopy.BeginAsync(target.Connection, await source.IdentityAsync(), time.GetUtcNow());
        }
    }

    // Empty, or what an earlier run of this very copy has left unfinished. Anything else is somebody's.
    private static async Task<bool> MayClaimAsync(
        CopySide source, CopySide target, IReadOnlyList<CopyTable> tables)
    {
        if (await UnfinishedCopy.SourceAsync(target.Connection) is { } begun)
        {
            return begun == await source.IdentityAsync()
                ? false
                : throw new CopyRefusal($"{target.Place} holds the unfinished copy of another shop's books.");
        }

        foreach (var table in tables)
        {
            if (!await target.IsEmptyAsync(table.Name))
            {
                throw new CopyRefusal(
                    $"{target.Place} is not empty: there are rows in {table.Name}. Copy into a new, empty database.");
            }
        }

        await RefuseGatewayAsync(target);
        return true;
    }

    // A gateway leaves its mark when it starts, before it does anything else.
    private static async Task RefuseGatewayAsync(CopySide target)
    {
        const string Marks = "commit_marks";
        if (await target.HasAsync(Marks) && !await target.IsEmptyAsync(Marks))
        {
            throw new CopyRefusal(
                $"A gateway has been started on {target.Place}, so what stands there may be its own. Stop it and copy "
                + "into a new, empty database.");
        }
    }

    private static async Task<CopyEnd> CopyAsync(
        CopySide source,
        CopySide target,
        IReadOnlyList<CopyTable> tables,
        bool isLast,
        Action<CopyNews> tell,
        CancellationToken cancel)
    {
        var rows = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var table in tables)
        {
            rows.Add(table.Name, await source.CountAsync(table.Name));
        }

        var done = 0L;
        var copied = new List<CopiedTable>();
        var differences = new List<string>();
        foreach (var table in tables)
        {
            var before = (Done: done, Written: copied.Sum(one => one.Written), Total: rows.Values.Sum());
            var pass = new TablePass(source, target, table, rows[table.Name], isLast);
            copied.Add(await pass.RunAsync(
                (looked, written) => tell(new CopyNews(
                    table.Name, before.Done + looked, before.Total, before.Written + written)),
                cancel));
            differences.AddRange(pass.Differences);
            done += rows[table.Name];
        }

        await RefuseGatewayAsync(target);
        await target.SettleAsync();
        if (isLast)
        {
            foreach (var table in tables)
            {
                differences.AddRange(await CopyTotals.DifferencesAsync(source, target, table));
            }

            if (differences.Count == 0)
            {
                await target.FlushAsync();
                await UnfinishedCopy.EndAsync(target.Connection);
            }
        }

        var payments = await CopyTotals.PaymentsAsync(target);
        return new CopyEnd(copied, differences, payments);
    }
}
