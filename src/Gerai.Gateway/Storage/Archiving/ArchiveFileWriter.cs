using System.Buffers;
using System.IO.Compression;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Gerai.Storage;

/// <summary>Writes one file of an archive, a line at a time, and counts what it writes.</summary>
internal sealed class ArchiveFileWriter : IAsyncDisposable
{
    private static readonly byte[] LineEnd = "\n"u8.ToArray();

    // Never put into a page, so an apostrophe stays what it is. A line end is always written as an escape.
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ArchiveFolder folder;
    private readonly FileStream stream;
    private readonly GZipStream packed;
    private readonly ArrayBufferWriter<byte> line = new(4096);
    private readonly Dictionary<string, long> rows =
        ArchivedPayment.Tables.ToDictionary(table => table, _ => 0L, StringComparer.Ordinal);

    private readonly SortedDictionary<string, ArchivedTotal> statuses = new(StringComparer.Ordinal);
    private ArchiveKey? first;
    private ArchiveKey? last;

    public ArchiveFileWriter(ArchiveFolder folder, string merchant, string month, int part)
    {
        this.folder = folder;
        Merchant = merchant;
        Month = month;
        Name = part == 1 ? $"{merchant}/{month}.jsonl.gz" : $"{merchant}/{month}.{part}.jsonl.gz";
        stream = folder.Create(Name);
        packed = new GZipStream(stream, CompressionLevel.Optimal, leaveOpen: true);
    }

    public string Name { get; }

    private string Merchant { get; }

    private string Month { get; }

    public async Task AddAsync(ArchivedPayment payment, CancellationToken cancel)
    {
        line.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(line, Plain))
        {
            payment.Write(json);
        }

        await packed.WriteAsync(line.WrittenMemory, cancel);
        await packed.WriteAsync(LineEnd, cancel);
        first ??= payment.Key;
        last = payment.Key;
        statuses[payment.Status] =
            (statuses.GetValueOrDefault(payment.Status) ?? new ArchivedTotal(0, 0)).Plus(1, payment.Rupiah);
        foreach (var table in ArchivedPayment.Tables)
        {
            rows[table] += payment.RowsOf(table).Count;
        }
    }

    /// <summary>Returns when the file is on disk under its name.</summary>
    public async Task<ArchivedFile> FinishAsync(CancellationToken cancel)
    {
        await packed.DisposeAsync();
        stream.Flush(flushToDisk: true);
        await stream.DisposeAsync();
        folder.Finish(Name);

        // Read back, so that what the manifest says is what is there.
        var (hash, bytes) = await folder.SumAsync(Name, cancel);
        return new ArchivedFile
        {
            File = Name,
            MerchantId = Merchant,
            Month = Month,
            Sha256 = hash,
            Bytes = bytes,
            Payments = rows["payments"],
            Rows = rows,
            Statuses = statuses,
            FirstChargedAtMs = first!.Value.ChargedAtMs,
            LastChargedAtMs = last!.Value.ChargedAtMs,
        };
    }

    /// <summary>Drops what was not finished.</summary>
    public async ValueTask DisposeAsync()
    {
        await packed.DisposeAsync();
        await stream.DisposeAsync();
        folder.Drop(Name);
    }
}
