using System.Diagnostics;
using System.Globalization;
using Gerai.Tests.Support;

namespace Gerai.Tests.Cli;

/// <summary>
/// gerai as people get it: packed, and installed as a tool from that package alone into a folder of its own. It is made
/// of what the build of these tests has left there, so nothing is compiled, and nothing that runs is written over.
/// </summary>
public sealed class InstalledTool : IAsyncLifetime
{
    private readonly DirectoryInfo home = Directory.CreateTempSubdirectory("gerai-installed-");

    /// <summary>What the folder of a build is called, and so the build that these tests are from.</summary>
    public static string Configuration { get; } =
        new DirectoryInfo(AppContext.BaseDirectory).Name.StartsWith("release", StringComparison.Ordinal)
            ? "Release"
            : "Debug";

    public string Program => Path.Combine(home.FullName, "tools", "gerai");

    /// <summary>An empty folder for somebody to stand in.</summary>
    public string Folder(string name) => home.CreateSubdirectory(name).FullName;

    public async ValueTask InitializeAsync()
    {
        // A version nobody has, so that no package from elsewhere can be taken for it.
        var version = string.Create(CultureInfo.InvariantCulture, $"0.1.{Environment.ProcessId}");
        var packages = Folder("packages");
        await RunAsync(
            "pack", Path.Combine(Repository.Root, "src", "Gerai.Cli"), "--no-build", "--configuration", Configuration,
            "--output", packages, $"-p:PackageVersion={version}", $"-p:PublishDir={Folder("published")}/");
        await RunAsync(
            "tool", "install", "gerai", "--tool-path", Path.Combine(home.FullName, "tools"), "--source", packages,
            "--version", version);
    }

    public ValueTask DisposeAsync()
    {
        home.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    private async Task RunAsync(params string[] arguments)
    {
        // Nothing of the build stays behind as a process.
        var start = new ProcessStartInfo("dotnet", arguments)
        {
            WorkingDirectory = Folder("work"),
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["MSBUILDDISABLENODEREUSE"] = "1",
                ["UseSharedCompilation"] = "false",
                ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
                ["DOTNET_NOLOGO"] = "1",
            },
        };
        using var process = Process.Start(start)!;
        try
        {
            var cancel = TestContext.Current.CancellationToken;
            var complaints = process.StandardError.ReadToEndAsync(cancel);
            var output = await process.StandardOutput.ReadToEndAsync(cancel);
            await process.WaitForExitAsync(cancel);
            Assert.True(process.ExitCode == 0, $"dotnet {arguments[0]}\n{output}\n{await complaints}");
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }
}
