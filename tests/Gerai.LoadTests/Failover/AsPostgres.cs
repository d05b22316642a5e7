using System.Diagnostics;
using System.Globalization;

namespace Gerai.LoadTests.Failover;

/// <summary>
/// Programs of Debian's packages; PostgreSQL refuses to run as root, so there it runs as its own user.
/// </summary>
internal static class AsPostgres
{
    /// <summary>The folder with the newest PostgreSQL's programs.</summary>
    public static string Programs => Directory.GetDirectories("/usr/lib/postgresql")
        .OrderBy(folder => int.Parse(Path.GetFileName(folder), CultureInfo.InvariantCulture))
        .Last() + "/bin";

    /// <summary>Starts a program, which keeps this process's child: no shell and no wrapper stand between.</summary>
    public static Process Start(string log, params string[] command)
    {
        string[] line = IsRoot
            ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", .. command]
            : command;
        var start = new ProcessStartInfo(line[0], line[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = "/",
        };
        start.Environment["HOME"] = Path.GetTempPath();
        var process = Process.Start(start)!;
        var file = TextWriter.Synchronized(new StreamWriter(log, append: true) { AutoFlush = true });
        process.OutputDataReceived += (_, told) => file.WriteLine(told.Data);
        process.ErrorDataReceived += (_, told) => file.WriteLine(told.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    /// <summary>
    /// Kills this one process. What it has started holds its output open, so the end of that is not waited for.
    /// </summary>
    public static void Kill(Process process)
    {
        process.Kill();
        process.WaitForExit(TimeSpan.FromSeconds(10));
        process.Dispose();
    }

    /// <summary>Gives a folder, and what will be in it, to the user that the servers run as.</summary>
    public static async Task OwnAsync(string folder)
    {
        if (IsRoot)
        {
            using var chown = Process.Start("chown", ["-R", "postgres:postgres", folder]);
            await chown.WaitForExitAsync();
        }
    }

    private static bool IsRoot => Environment.UserName == "root";
}
