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

    // The file itself says so, and says it also to who reads it as it stands.
    private async Task<Finding> JournalAsync(CancellationToken cancel)
    {
        const int WriteVersionAt = 18;
        const byte Wal = 2;
        var head = new byte[WriteVersionAt + 1];
        await using (var file = File.Open(
            DatabaseHosts.Place(look.ConnectionString), FileMode.Open, FileAccess.Read, FileShare.ReadWrite))
        {
            await file.ReadExactlyAsync(head, cancel);
        }

        return head[WriteVersionAt] == Wal
            ? Finding.Ok("a log beside the file: reads and writes do not wait for each other")
            : Finding.Warning(
                "There is no log beside the file: nobody reads while a payment is written.",
                "The next start of a gateway sets it.");
    }
}
