using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Gerai.LoadTests.Report;

/// <summary>What the figures came from: without it they mean nothing to anybody else.</summary>
internal static class Machine
{
    private const int Syncs = 200;
    private const int SyncBytes = 4096;

    /// <param name="folder">Where the books lie, to tell the disk under them.</param>
    public static IEnumerable<(string Name, string Value)> Describe(string folder)
    {
        yield return ("processor", $"{Environment.ProcessorCount} cores, {ProcessorName()}");
        var bytes = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        yield return ("memory", string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:F0} GB"));
        yield return ("system", RuntimeInformation.OSDescription);
        var sync = MedianSync(folder).TotalMicroseconds;
        yield return ("disk", string.Create(
            CultureInfo.InvariantCulture,
            $"{new DriveInfo(folder).DriveFormat}, 4 KB appended and synced in {sync:N0} µs (median of {Syncs})"));
        yield return ("runtime", RuntimeInformation.FrameworkDescription + ", server garbage collection");
        yield return ("load before", Load());
    }

    /// <summary>The three load averages of now.</summary>
    public static string Load() => string.Join(' ', File.ReadAllText("/proc/loadavg").Split(' ').Take(3));

    private static string ProcessorName() => File.ReadLines("/proc/cpuinfo")
        .FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?
        .Split(": ")[^1] ?? "unknown";

    // What a commit costs at least on this disk: group commit is worth more where this is slow.
    private static TimeSpan MedianSync(string folder)
    {
        var path = Path.Combine(folder, "sync.probe");
        var times = new List<TimeSpan>(Syncs);
        using (var file = File.OpenHandle(path, FileMode.Create, FileAccess.Write))
        {
            var page = new byte[SyncBytes];
            for (var i = 0; i < Syncs; i++)
            {
                var started = Stopwatch.GetTimestamp();
                RandomAccess.Write(file, page, (long)i * SyncBytes);
                RandomAccess.FlushToDisk(file);
                times.Add(Stopwatch.GetElapsedTime(started));
            }
        }

        File.Delete(path);
        return times.Order().ElementAt(Syncs / 2);
    }
}
