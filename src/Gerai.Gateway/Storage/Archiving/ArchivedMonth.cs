namespace Gerai.Storage;

/// <summary>
/// What an archive has of one merchant and month already. It is walked beside the books, in the same order, so nothing
/// of it has to be held in memory.
/// </summary>
internal sealed class ArchivedMonth : IAsyncDisposable
{
    private readonly List<(IAsyncEnumerator<ArchivedPayment> Lines, ArchivedPayment? Here)> parts = [];

    public ArchivedMonth(ArchiveFolder folder, IEnumerable<ArchivedFile> files, CancellationToken cancel)
    {
        Files = [.. files];
        parts.AddRange(Files.Select(file => (
            folder.ReadAsync(file.File, cancel).GetAsyncEnumerator(cancel), (ArchivedPayment?)null)));
    }

    public IReadOnlyList<ArchivedFile> Files { get; }

    /// <summary>
    /// The payment as it was archived, if all that the books have of it is in there. Ask in the order of the keys.
    /// </summary>
    public async Task<ArchivedPayment?> FindAsync(ArchivedPayment books)
    {
        ArchivedPayment? found = null;
        for (var i = 0; i < parts.Count; i++)
        {
            var (lines, here) = parts[i];
            while (here is null || here.Key.IsBefore(books.Key))
            {
                if (!await lines.MoveNextAsync())
                {
                    break;
                }

                here = lines.Current;
            }

            parts[i] = (lines, here);
            found = here is not null && here.Key == books.Key && here.Covers(books) ? here : found;
        }

        return found;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (lines, _) in parts)
        {
            await lines.DisposeAsync();
        }
    }
}
