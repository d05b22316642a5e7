namespace Gerai.Storage;

/// <summary>Looks whether an archive is what its manifest says, without any books, and finds payments in it.</summary>
internal static class ArchiveCheck
{
    /// <summary>What is wrong, in sentences; nothing when every file is as it was written.</summary>
    public static async Task<IReadOnlyList<string>> RunAsync(
        ArchiveFolder folder, ArchiveManifest manifest, Action<CopyNews> tell, CancellationToken cancel)
    {
        var wrong = new List<string>();
        var total = manifest.Files.Sum(file => file.Payments);
        var done = 0L;
        foreach (var file in manifest.Files)
        {
            try
            {
                await CheckAsync(
                    folder, file, () => tell(new CopyNews(file.File, ++done, total, 0)), cancel);
            }
            catch (ArchiveRefusal refusal)
            {
                wrong.Add(refusal.Message);
            }
        }

        return wrong;
    }

    /// <summary>Every payment that has this order id, transaction id or payment code; the newest of it last.</summary>
    public static async Task<IReadOnlyList<(string File, ArchivedPayment Payment)>> FindAsync(
        ArchiveFolder folder, ArchiveManifest manifest, string name, CancellationToken cancel)
    {
        var found = new List<(string, ArchivedPayment)>();
        foreach (var file in manifest.Files)
        {
            await foreach (var payment in folder.ReadAsync(file.File, cancel))
            {
                if (payment.IsCalled(name))
                {
                    found.Add((file.File, payment));
                }
            }
        }

        return found;
    }

    /// <summary>Throws when one file is not as it was written.</summary>
    private static async Task CheckAsync(
        ArchiveFolder folder, ArchivedFile file, Action tell, CancellationToken cancel)
    {
        var (hash, bytes) = await folder.SumAsync(file.File, cancel);
        if (hash != file.Sha256 || bytes != file.Bytes)
        {
            throw new ArchiveRefusal($"{file.File} has been changed: its SHA-256 is not the one of the manifest.");
        }

        var statuses = new Dictionary<string, ArchivedTotal>(StringComparer.Ordinal);
        var rows = ArchivedPayment.Tables.ToDictionary(table => table, _ => 0L, StringComparer.Ordinal);
        var place = new ArchiveKey(-1, "");
        await foreach (var payment in folder.ReadAsync(file.File, cancel))
        {
            Require(place.IsBefore(payment.Key), file, $"{payment.Key.Id} is out of order or there twice");
            Require(payment.HasEnded, file, $"{payment.Key.Id} has not ended");
            Require(payment.Merchant == file.MerchantId, file, $"{payment.Key.Id} is another merchant's");
            Require(ArchiveBooks.MonthOf(payment.Key) == file.Month, file, $"{payment.Key.Id} is of another month");
            place = payment.Key;
            statuses[payment.Status] =
                (statuses.GetValueOrDefault(payment.Status) ?? new ArchivedTotal(0, 0)).Plus(1, payment.Rupiah);
            foreach (var table in ArchivedPayment.Tables)
            {
                rows[table] += payment.RowsOf(table).Count;
            }

            tell();
        }

        Require(AreSame(statuses, file.Statuses), file, "its sums are not those of the manifest");
        Require(AreSame(rows, file.Rows), file, "its rows are not as many as the manifest says");
        Require(rows["payments"] == file.Payments, file, "its payments are not as many as the manifest says");
    }

    private static bool AreSame<T>(IReadOnlyDictionary<string, T> one, IReadOnlyDictionary<string, T> other) =>
        one.Count == other.Count
        && one.All(pair => other.TryGetValue(pair.Key, out var value) && Equals(value, pair.Value));

    private static void Require(bool isTrue, ArchivedFile file, string otherwise)
    {
        if (!isTrue)
        {
            throw new ArchiveRefusal($"{file.File}: {otherwise}.");
        }
    }
}
