namespace Gerai.Storage;

/// <summary>Whether these are a gateway's books, whole, and of which version.</summary>
internal sealed class SchemaChecks(BooksLook look)
{
    public IReadOnlyList<Check> All => [new("schema", SchemaAsync), new("copy", CopyAsync)];

    private async Task<Finding> SchemaAsync(CancellationToken cancel)
    {
        if (!await HasAsync("schemaversions", cancel))
        {
            return Finding.Wrong(
                "There are no books of a gateway in this database.", "Start a gateway on it: that makes them.");
        }

        var ours = Database.ScriptsFor(isSqlite: !look.IsPostgres);
        var theirs = await look.ReadAsync<string>("select scriptname from schemaversions", cancel);
        if (ours.Except(theirs, StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList() is [var missing, ..])
        {
            return Finding.Wrong(
                $"It is older than this gerai: {Short(missing)} has not run.",
                "Start this version's gateway on it, which brings it up to date, or ask that gateway's own gerai.");
        }

        return theirs.Except(ours, StringComparer.Ordinal).Order(StringComparer.Ordinal).LastOrDefault() is { } newer
            ? Finding.Warning($"It is newer than this gerai: {Short(newer)} has run.", "Upgrade this gerai.")
            : Finding.Ok($"{ours.Count} scripts, as this gerai has them");
    }

    private async Task<Finding> CopyAsync(CancellationToken cancel) => await HasAsync(UnfinishedCopy.Table, cancel)
        ? Finding.Wrong(
            "A copy into these books has begun and is not finished; no gateway opens them.",
            "Run gerai copy with --finish.")
        : Finding.Ok("none is under way");

    private async Task<bool> HasAsync(string table, CancellationToken cancel) => await look.OneAsync<long>(
        look.IsPostgres
            ? $"select count(*) from pg_class where oid = to_regclass('{table}')"
            : $"select count(*) from sqlite_master where lower(name) = '{table}'",
        cancel) > 0;

    // Of Gerai.Storage.Migrations.0011_operators.sql what a person says.
    private static string Short(string script) => script.Split('.') is [.., var name, _] ? name : script;
}
