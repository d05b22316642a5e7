using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Gerai.Tests.Support;

namespace Gerai.Tests.Sdk;

/// <summary>
/// Somebody with an empty folder beside a checkout: runs commands there, and leaves neither processes nor files behind.
/// </summary>
internal sealed class Newcomer : IAsyncDisposable
{
    private readonly DirectoryInfo home = Directory.CreateTempSubdirectory("gerai-newcomer-");
    private readonly string folder;
    private readonly Dictionary<string, string> settings;
    private readonly Dictionary<string, Process> terminals = [];
    private readonly string gatewayPort = FreePort();
    private readonly string shopPort = FreePort();

    private readonly CancellationToken cancel;

    public Newcomer(CancellationToken cancel)
    {
        this.cancel = cancel;
        folder = home.CreateSubdirectory("work").FullName;
        settings = new Dictionary<string, string>
        {
            // The gerai beside these tests; in a script an alias means nothing, so this one is found.
            ["PATH"] = $"{AppContext.BaseDirectory}:{Environment.GetEnvironmentVariable("PATH")}",

            // Not the checkout's own, which the build that runs these tests may hold.
            ["ArtifactsPath"] = Path.Combine(home.FullName, "artifacts"),

            // A version nobody has, so that nothing older is taken for it, and packages of this walk in a folder of its
            // own. All others are there already, since these tests were built with them.
            ["PackageVersion"] = string.Create(CultureInfo.InvariantCulture, $"0.1.{Environment.ProcessId}"),
            ["NUGET_PACKAGES"] = Path.Combine(home.FullName, "nuget"),
            ["NUGET_FALLBACK_PACKAGES"] = KeptPackages(),

            // They have spoken where the checkout is built.
            ["RunAnalyzers"] = "false",

            // Nothing of the build stays behind as a process.
            ["MSBUILDDISABLENODEREUSE"] = "1",
            ["UseSharedCompilation"] = "false",
            ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
            ["DOTNET_NOLOGO"] = "1",
        };
    }

    public void Write(string file, string text) => File.WriteAllText(Path.Combine(folder, file), text);

    /// <summary>Runs commands to their end; returns what they printed.</summary>
    public async Task<string> RunAsync(string commands)
    {
        using var process = Start(commands);
        try
        {
            var complaints = process.StandardError.ReadToEndAsync(cancel);
            var output = await process.StandardOutput.ReadToEndAsync(cancel);
            await process.WaitForExitAsync(cancel);
            Assert.True(process.ExitCode == 0, $"{commands}\n{output}\n{await complaints}");
            return output;
        }
        finally
        {
            await EndAsync(process);
        }
    }

    /// <summary>Starts a server in a terminal of its own; returns when it listens.</summary>
    public async Task StartAsync(string terminal, string commands)
    {
        var process = Start(commands);
        terminals.Add(terminal, process);
        _ = process.StandardError.ReadToEndAsync(cancel);
        await HearAsync(terminal, "listening on");
    }

    /// <summary>Reads what a terminal prints until a line holds the words.</summary>
    public async Task HearAsync(string terminal, string words)
    {
        var printed = new List<string>();
        while (await terminals[terminal].StandardOutput.ReadLineAsync(cancel) is { } line)
        {
            printed.Add(line);
            if (line.Contains(words, StringComparison.Ordinal))
            {
                return;
            }
        }

        Assert.Fail($"{terminal} ended without saying \"{words}\":\n{string.Join('\n', printed)}");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in terminals.Values)
        {
            await EndAsync(process);
            process.Dispose();
        }

        home.Delete(recursive: true);
    }

    private Process Start(string commands)
    {
        // By its real path: through a link, a package loses what it depends on.
        var here = commands
            .Replace("../gerai/", Repository.Root + "/", StringComparison.Ordinal)
            .Replace("127.0.0.1:5000", "127.0.0.1:" + shopPort, StringComparison.Ordinal)
            .Replace("127.0.0.1:5080", "127.0.0.1:" + gatewayPort, StringComparison.Ordinal)
            .Replace("gerai sandbox", $"gerai sandbox --urls {Gateway}", StringComparison.Ordinal)
            .Replace("gerai pay", $"gerai pay --url {Gateway}", StringComparison.Ordinal);
        var start = new ProcessStartInfo("bash", ["-e", "-c", here])
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    private string Gateway => "http://127.0.0.1:" + gatewayPort;

    private static async Task EndAsync(Process process)
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
        }
    }

    private static string KeptPackages() => Environment.GetEnvironmentVariable("NUGET_PACKAGES")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    // Shop and gateway must know one another's before either is there.
    private static string FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
    }
}
