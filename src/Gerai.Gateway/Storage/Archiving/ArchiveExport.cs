namespace Gerai.Storage;

/// <summary>
/// Writes payments that have ended into an archive, a file for each merchant and month, while the gateway runs. What is
/// in the archive already is not written again; what has been added to it since goes into a further file.
/// </summary>
internal sealed class ArchiveExport(Database database)
{
    private readonly ArchiveBooks books = new(database);
    private readonly List<ArchivedFile> written = [];
    private long payments;
    private long wereThere;
    private long notEnded;

    public async Task<ArchiveEnd> RunAsync(
        string path, DateTimeOffset until, Action<CopyNews> tell, CancellationToken cancel)
    {
        using var folder = ArchiveFolder.OpenForWriting(path);
        var manifest = await folder.ReadManifestAsync(cancel);
        var merchants = await books.MerchantsAsync(cancel);
        var total = 0L;
        foreach (var merchant in merchants)
        {
            total += await books.CountAsync(merchant, until, cancel);
        }

        foreach (var merchant in merchants)
        {
            manifest = await ExportAsync(folder, manifest, merchant, until, total, tell, cancel);
        }

        return new ArchiveEnd
        {
            NewFiles = written,
            Payments = payments,
            WereThere = wereThere,
            NotEnded = notEnded,
        };
    }

    private async Task<ArchiveManifest> ExportAsync(
        ArchiveFolder folder,
        ArchiveManifest manifest,
        string merchant,
        DateTimeOffset until,
        long total,
        Action<CopyNews> tell,
        CancellationToken cancel)
    {
        var month = "";
        ArchivedMonth? there = null;
        ArchiveFileWriter? writer = null;
        try
        {
            await foreach (var payment in books.PaymentsAsync(merchant, until, cancel))
            {
                if (ArchiveBooks.MonthOf(payment.Key) is var own && own != month)
                {
                    manifest = await FinishAsync(folder, manifest, writer, cancel);
                    writer = null;
                    await CloseAsync(there);
                    month = own;
                    there = MonthIn(folder, manifest, merchant, month, cancel);
                }

                if (!payment.HasEnded)
                {
                    notEnded++;
                }
                else if (await there!.FindAsync(payment) is not null)
                {
                    wereThere++;
                }
                else
                {
                    writer ??= new ArchiveFileWriter(folder, merchant, month, NextPart(there.Files));
                    await writer.AddAsync(payment, cancel);
                    payments++;
                }

                tell(new CopyNews($"{merchant} {month}", payments + wereThere + notEnded, total, payments));
            }

            manifest = await FinishAsync(folder, manifest, writer, cancel);
            writer = null;
            return manifest;
        }
        finally
        {
            await CloseAsync(there);
            if (writer is not null)
            {
                await writer.DisposeAsync();
            }
        }
    }

    private static ArchivedMonth MonthIn(
        ArchiveFolder folder, ArchiveManifest manifest, string merchant, string month, CancellationToken cancel) =>
        new(folder, manifest.Files.Where(file => file.MerchantId == merchant && file.Month == month), cancel);

    private static int NextPart(IReadOnlyList<ArchivedFile> there) => there.Count + 1;

    private async Task<ArchiveManifest> FinishAsync(
        ArchiveFolder folder, ArchiveManifest manifest, ArchiveFileWriter? writer, CancellationToken cancel)
    {
        if (writer is null)
        {
            return manifest;
        }

        var file = await writer.FinishAsync(cancel);
        written.Add(file);
        var next = manifest with { Files = [.. manifest.Files, file] };
        await folder.WriteManifestAsync(next);
        return next;
    }

    private static async ValueTask CloseAsync(ArchivedMonth? month)
    {
        if (month is not null)
        {
            await month.DisposeAsync();
        }
    }
}
