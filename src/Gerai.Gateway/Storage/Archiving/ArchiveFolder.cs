using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Gerai.Storage;

/// <summary>
/// The folder of an archive. A file has its name only when it is whole and on disk, is then listed in the manifest, and
/// is never written to again. Customers' names are in it, so nobody but its owner may read.
/// </summary>
internal sealed class ArchiveFolder : IDisposable
{
    public const string ManifestName = "manifest.json";

    private const string LockName = ".lock";

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly FileStream? hold;

    private ArchiveFolder(string path, FileStream? hold)
    {
        Path = path;
        this.hold = hold;
    }

    public string Path { get; }

    public static ArchiveFolder OpenForReading(string path) => Directory.Exists(path)
        ? new ArchiveFolder(path, hold: null)
        : throw new ArchiveRefusal($"There is no folder {path}.");

    /// <summary>For one process at a time; the folder is made when it is new.</summary>
    public static ArchiveFolder OpenForWriting(string path)
    {
        MakeFolder(path);
        try
        {
            return new ArchiveFolder(path, new FileStream(
                System.IO.Path.Combine(path, LockName), Options(FileMode.OpenOrCreate, FileShare.None)));
        }
        catch (IOException held)
        {
            throw new ArchiveRefusal($"Another gerai archive is at work in {path}: {held.Message}", held);
        }
    }

    public void Dispose() => hold?.Dispose();

    public async Task<ArchiveManifest> ReadManifestAsync(CancellationToken cancel)
    {
        var path = PathOf(ManifestName);
        if (!File.Exists(path))
        {
            return new ArchiveManifest();
        }

        try
        {
            await using var stream = File.OpenRead(path);
            var manifest = await JsonSerializer.DeserializeAsync(stream, ArchiveJson.Default.ArchiveManifest, cancel);
            return manifest is { Format: ArchiveManifest.FormatName }
                ? manifest
                : throw new ArchiveRefusal($"{path} is not of the format {ArchiveManifest.FormatName}.");
        }
        catch (JsonException broken)
        {
            throw new ArchiveRefusal($"{path} cannot be read: {broken.Message}", broken);
        }
    }

    public async Task WriteManifestAsync(ArchiveManifest manifest)
    {
        await using (var stream = Create(ManifestName))
        {
            await JsonSerializer.SerializeAsync(stream, manifest, ArchiveJson.Default.ArchiveManifest);
            stream.Flush(flushToDisk: true);
        }

        Finish(ManifestName);
    }

    /// <summary>Begins a file under a name that shows that it is not whole.</summary>
    public FileStream Create(string file)
    {
        MakeFolder(System.IO.Path.GetDirectoryName(PathOf(file))!);
        return new FileStream(PartOf(file), Options(FileMode.Create, FileShare.Read));
    }

    /// <summary>Gives a file that is whole and on disk its name.</summary>
    public void Finish(string file) => File.Move(PartOf(file), PathOf(file), overwrite: true);

    public void Drop(string file) => File.Delete(PartOf(file));

    public async Task<(string Sha256, long Bytes)> SumAsync(string file, CancellationToken cancel)
    {
        try
        {
            await using var stream = File.OpenRead(PathOf(file));
            var hash = await SHA256.HashDataAsync(stream, cancel);
            return (Convert.ToHexStringLower(hash), stream.Length);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ArchiveRefusal($"{file} is in the manifest and not in the folder.", missing);
        }
    }

    /// <summary>Every payment of a file, in its order.</summary>
    public async IAsyncEnumerable<ArchivedPayment> ReadAsync(
        string file, [EnumeratorCancellation] CancellationToken cancel)
    {
        await using var stream = File.OpenRead(PathOf(file));
        await using var plain = new GZipStream(stream, CompressionMode.Decompress);
        using var reader = new StreamReader(plain, Encoding.UTF8);
        for (var number = 1; await NextAsync(reader, file, cancel) is { } line; number++)
        {
            yield return Parse(line, file, number);
        }
    }

    private static async Task<string?> NextAsync(StreamReader reader, string file, CancellationToken cancel)
    {
        try
        {
            return await reader.ReadLineAsync(cancel);
        }
        catch (InvalidDataException broken)
        {
            throw new ArchiveRefusal($"{file} cannot be unpacked: {broken.Message}", broken);
        }
    }

    private static ArchivedPayment Parse(string line, string file, int number)
    {
        try
        {
            return ArchivedPayment.Parse(line);
        }
        catch (Exception broken) when (
            broken is JsonException or FormatException or KeyNotFoundException or InvalidCastException
                or InvalidOperationException)
        {
            throw new ArchiveRefusal($"{file}, line {number} is no payment: {broken.Message}", broken);
        }
    }

    private static FileStreamOptions Options(FileMode mode, FileShare share)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = share };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        return options;
    }

    private static void MakeFolder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, OwnerOnly | UnixFileMode.UserExecute);
        }
    }

    private string PathOf(string file) => System.IO.Path.Combine(Path, file);

    private string PartOf(string file) => PathOf(file) + ".part";
}
