using System.Diagnostics;

namespace Gerai.LoadTests.Upgrade;

/// <summary>
/// The gateway of an older commit, built from its sources: around it stands the same node that this version runs in.
/// </summary>
internal sealed class OlderVersion : IDisposable
{
    private const string Migrations = "src/Gerai.Gateway/Storage/Migrations";
    private const string Node = "tests/Gerai.LoadTests";

    // The name is that of a friend, who may name what is internal in the gateway.
    private const string NodeProject =
        """
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <OutputType>Exe</OutputType>
            <RootNamespace>Gerai.LoadTests</RootNamespace>
            <ServerGarbageCollection>true</ServerGarbageCollection>
          </PropertyGroup>
          <ItemGroup>
            <FrameworkReference Include="Microsoft.AspNetCore.App" />
            <ProjectReference Include="../../src/Gerai.Gateway/Gerai.Gateway.csproj" />
          </ItemGroup>
        </Project>
        """;

    private const string NodeProgram = "return await Gerai.LoadTests.Failover.GatewayNode.RunAsync(args[1]);";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("gerai-older-");

    private OlderVersion(string commit) => Commit = commit;

    public string Commit { get; }

    /// <summary>How many scripts its books are made by.</summary>
    public int MigrationCount =>
        Directory.GetFiles(Path.Combine(folder.FullName, Migrations), "*.sql").Length;

    /// <summary>To be started in the role of a gateway node.</summary>
    public string Program => Path.Combine(folder.FullName, "artifacts/bin/Gerai.LoadTests/release/Gerai.LoadTests");

    /// <param name="commit">Else the last one whose books were made by fewer scripts.</param>
    public static async Task<OlderVersion> BuildAsync(string? commit)
    {
        var version = new OlderVersion(
            await AskAsync("git", "rev-parse", "--short", commit ?? await BeforeTheLastMigrationAsync()));
        try
        {
            await version.BuildAsync();
            return version;
        }
        catch (InvalidOperationException)
        {
            version.Dispose();
            throw;
        }
    }

    public void Dispose() => folder.Delete(recursive: true);

    private static async Task<string> BeforeTheLastMigrationAsync() =>
        await AskAsync("git", "log", "--first-parent", "-1", "--format=%H", "--", Migrations) + "^1";

    private async Task BuildAsync()
    {
        var sources = Path.Combine(folder.FullName, "sources.tar");
        await AskAsync("git", "archive", "--output", sources, Commit);
        await AskAsync("tar", "-xf", sources, "-C", folder.FullName);
        var node = Path.Combine(folder.FullName, Node);
        Directory.Delete(node, recursive: true);
        Directory.CreateDirectory(node);
        await File.WriteAllTextAsync(Path.Combine(node, "Gerai.LoadTests.csproj"), NodeProject);
        await File.WriteAllTextAsync(Path.Combine(node, "Program.cs"), NodeProgram);
        File.Copy(Path.Combine(Node, "Failover/GatewayNode.cs"), Path.Combine(node, "GatewayNode.cs"));
        await AskAsync("dotnet", "build", "-c", "Release", "-v", "q", node);
    }

    private static async Task<string> AskAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, UseShellExecute = false })!;
        var told = (await process.StandardOutput.ReadToEndAsync()).Trim();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? told
            : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} failed: {told}");
    }
}
