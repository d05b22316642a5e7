using System.Globalization;

namespace Gerai.LoadTests.Vouchers;

/// <summary>What one process may have open on this machine: a page is a socket and a port.</summary>
internal static class Room
{
    // Files of the program, databases, tills, notifications and pages that are loaded meanwhile.
    private const int Beside = 1000;

    /// <summary>Says what was found; fails where that is too little for so many pages.</summary>
    public static string For(int pages)
    {
        // .NET has raised the limit that holds to the highest that is permitted before our first line runs.
        var files = File.ReadLines("/proc/self/limits")
            .Single(line => line.StartsWith("Max open files", StringComparison.Ordinal))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)[3];
        var range = File.ReadAllText("/proc/sys/net/ipv4/ip_local_port_range").Split('\t');
        var ports = Number(range[1]) - Number(range[0]) + 1;
        return (files == "unlimited" || Number(files) >= pages + Beside) && ports >= pages + Beside
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"each page has a socket of its own; a process may have {files} files open here, and {ports} ports")
            : throw new InvalidOperationException(
                $"{pages} pages need more than {files} open files (raise ulimit -n) or more than {ports} ports.");
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
