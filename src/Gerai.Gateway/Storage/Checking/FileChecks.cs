namespace Gerai.Storage;

/// <summary>What can be wrong with an SQLite file itself.</summary>
internal sealed class FileChecks(BooksLook look)
{
    public IReadOnlyList<Check> All => [new("file", FileAsync), new("journal", JournalAsync)];

    private async Task<Finding> FileAsync(CancellationToken cancel)
    {
        var told = await look.ReadAsync<string>("pragma quick_check(1)", cancel);
        return told is ["ok"]
            ? Finding.Ok("its pages hold together")
            : Finding.Wrong(
                $"The file is damaged: {string.Join("; ", told).ReplaceLineEndings(" ")}",
                "Stop the gateway, keep the file, and restore the last backup; the disk may be failing.");
    }

    private async Task<Finding> JournalAsync(CancellationToken cancel)
    {
        const string Wal = "wal";
        var mode = await look.OneAsync<string>("pragma journal_mode", cancel);
        return mode == Wal
            ? Finding.Ok("wal: reads and writes do not wait for each other")
            : Finding.Warning($"{mode}: nobody reads while a payment is written.", "The next start of a gateway sets it.");
    }
}
