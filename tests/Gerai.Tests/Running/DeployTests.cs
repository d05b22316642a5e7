using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Gerai.Tests.Cli;
using Gerai.Tests.Support;

namespace Gerai.Tests.Running;

/// <summary>
/// What lies in deploy/ and beside it does what it says, as far as a machine without containers can tell.
/// </summary>
public sealed class DeployTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("gerai-deploy-");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static string[] Dockerfile => Repository.Read("Dockerfile").Split('\n');

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task The_unit_means_something_to_systemd()
    {
        Assert.SkipUnless(Programs.Has("systemd-analyze"), "systemd-analyze is not installed.");
        var unit = Path.Combine(folder.FullName, "gerai.service");
        var built = Path.Combine(AppContext.BaseDirectory, "gerai");
        await File.WriteAllTextAsync(
            unit,
            Repository.Read("deploy/gerai.service").Replace("/opt/gerai/gerai", built, StringComparison.Ordinal),
            Cancel);

        Assert.Equal((0, ""), await RunAsync("systemd-analyze", folder.FullName, "verify", unit));
    }

    // Type=notify: without the word of the gateway, systemd would take it for one that never started. It looks whether
    // its parent is called systemd, so here that is a shell which passes the signal on.
    [Fact]
    public async Task Systemd_hears_when_it_listens_and_when_it_leaves()
    {
        var address = Path.Combine(folder.FullName, "notify");
        using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(address));
        const string Script =
            """
            trap "kill -TERM \$child" TERM; "$0" "$@" & child=$!
            while kill -0 $child 2>/dev/null; do wait $child; done
            """;
        var parent = Path.Combine(folder.FullName, "systemd");
        File.Copy("/bin/sh", parent);
        var start = new ProcessStartInfo(
            parent,
            ["-c", Script, Path.Combine(AppContext.BaseDirectory, "gerai"),
                "serve", "--urls", "http://127.0.0.1:0", "--data", Path.Combine(folder.FullName, "data")])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["NOTIFY_SOCKET"] = address, ["GERAI_DRAIN__DELAY"] = "00:00:00" },
        };
        using var gateway = Process.Start(start)!;

        try
        {
            Assert.StartsWith("READY=1", await HearAsync(socket), StringComparison.Ordinal);
            await RunAsync("kill", "/", "-TERM", gateway.Id.ToString(CultureInfo.InvariantCulture));
            Assert.StartsWith("STOPPING=1", await HearAsync(socket), StringComparison.Ordinal);
            await gateway.WaitForExitAsync(Cancel);
            Assert.Equal("", await gateway.StandardError.ReadToEndAsync(Cancel));
        }
        finally
        {
            gateway.Kill(entireProcessTree: true);
        }
    }

    // The time that systemd and the container engine give it is more than it takes.
    [Theory]
    [InlineData("deploy/gerai.service", "TimeoutStopSec=35s")]
    [InlineData("compose.yaml", "stop_grace_period: 35s")]
    public void A_node_has_the_time_to_leave(string file, string line)
    {
        Assert.Contains(line, Repository.Read(file), StringComparison.Ordinal);
        Assert.True(new Gerai.Running.DrainOptions().Longest < TimeSpan.FromSeconds(35));
    }

    [Fact]
    public void Compose_names_secrets_that_its_head_says_how_to_make()
    {
        var compose = Repository.Read("compose.yaml");

        foreach (var secret in new[] { "sealing.key", "pgpass", "database.password" })
        {
            Assert.Contains($"> secrets/{secret}", compose, StringComparison.Ordinal);
            Assert.Contains($"    file: secrets/{secret}", compose, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task From_what_the_image_copies_its_command_makes_a_gateway_that_becomes_ready()
    {
        var (source, app) = (folder.CreateSubdirectory("source").FullName, Path.Combine(folder.FullName, "app"));
        foreach (var words in Dockerfile.Where(line => line.StartsWith("COPY ", StringComparison.Ordinal))
            .Select(line => line.Split(' '))
            .Where(words => !words[1].StartsWith("--from", StringComparison.Ordinal)))
        {
            Assert.All(words[1..^1], path => Assert.True(Path.Exists(Path.Combine(Repository.Root, path)), path));
            Copy(words[1..^1], source);
        }

        var publish = Dockerfile.Single(line => line.StartsWith("RUN dotnet", StringComparison.Ordinal));
        var (exitCode, said) = await RunAsync("dotnet", source, [.. publish.Split(' ')[2..^1], app]);
        Assert.True(exitCode == 0, said);
        var key = Path.Combine(folder.FullName, "sealing.key");
        await File.WriteAllTextAsync(key, Convert.ToBase64String(TestGateway.SealingKey), Cancel);
        var settings = new Dictionary<string, string>
        {
            ["GERAI_URLS"] = "http://127.0.0.1:0",
            ["GERAI_SEALING_KEY_FILE"] = key,
            ["GERAI_DATABASE"] = $"Data Source={Path.Combine(folder.FullName, "gerai.db")}",
            ["GERAI_DRAIN__DELAY"] = "00:00:00",
        };
        await using var gateway = await GeraiProcess.ServeAtAsync(app, settings, "serve");
        var port = new Uri(gateway.Url).Port.ToString(CultureInfo.InvariantCulture);
        using var http = new HttpClient { BaseAddress = new Uri(gateway.Url) };

        var healthy = Path.Combine(Repository.Root, "deploy/healthy");
        Assert.Equal((0, ""), await RunAsync(healthy, folder.FullName, port));
        var page = await http.GetStringAsync("/portal/account/sign-in", Cancel);
        Assert.Contains("<html", page, StringComparison.Ordinal);
        Assert.Equal(0, (await gateway.StopAsync()).ExitCode);
        Assert.NotEqual(0, (await RunAsync(healthy, folder.FullName, port)).ExitCode);
    }

    private static async Task<string> HearAsync(Socket socket)
    {
        var words = new byte[1024];
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        return Encoding.UTF8.GetString(words, 0, await socket.ReceiveAsync(words, limit.Token));
    }

    private static void Copy(IEnumerable<string> paths, string to)
    {
        foreach (var path in paths.SelectMany(Files))
        {
            var target = Path.Combine(to, path);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(Path.Combine(Repository.Root, path), target);
        }
    }

    private static IEnumerable<string> Files(string path)
    {
        var whole = Path.Combine(Repository.Root, path);
        return File.Exists(whole)
            ? [path]
            : Directory.EnumerateFiles(whole, "*", SearchOption.AllDirectories)
                .Select(file => Path.GetRelativePath(Repository.Root, file))
                .Where(file => !file.Split('/').Intersect(["bin", "obj"]).Any());
    }

    private static async Task<(int ExitCode, string Said)> RunAsync(
        string program, string place, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = place,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var errors = process.StandardError.ReadToEndAsync(Cancel);
        var said = await process.StandardOutput.ReadToEndAsync(Cancel);
        await process.WaitForExitAsync(Cancel);
        return (process.ExitCode, said + await errors);
    }
}
