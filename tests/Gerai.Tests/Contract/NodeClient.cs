using System.Diagnostics;
using System.Text.Json;
using Gerai.Tests.Support;

namespace Gerai.Tests.Contracts;

/// <summary>tests/node-client/walk.js as a running process, read step by step.</summary>
internal sealed class NodeClient : IAsyncDisposable
{
    // Generous, because a busy machine is slow; what takes longer hangs.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly CancellationTokenSource limit = new(Patience);
    private readonly Process process;
    private readonly Task<string> errors;

    private NodeClient(Process process)
    {
        this.process = process;
        errors = process.StandardError.ReadToEndAsync();
    }

    private static string Folder => Path.Combine(Repository.Root, "tests", "node-client");

    /// <summary>Why it cannot run here; null when it can.</summary>
    public static string? Missing
    {
        get
        {
            if (!Directory.Exists(Path.Combine(Folder, "node_modules", "midtrans-client")))
            {
                return "midtrans-client is not installed; ./test does that, or npm ci in tests/node-client.";
            }

            var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
            return Array.Exists(folders, folder => File.Exists(Path.Combine(folder, "node")))
                ? null
                : "node is not installed.";
        }
    }

    public static NodeClient Start(TestGateway gateway)
    {
        var start = new ProcessStartInfo("node", ["walk.js"])
        {
            UseShellExecute = false,
            WorkingDirectory = Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["GERAI_URL"] = gateway.Address.ToString().TrimEnd('/');
        start.Environment["GERAI_SERVER_KEY"] = gateway.Merchant.ServerKey.Text;
        start.Environment["GERAI_CLIENT_KEY"] = gateway.Merchant.ClientKey;

        // A machine's proxy has nothing to do with two processes on it.
        start.Environment["NO_PROXY"] = start.Environment["no_proxy"] = gateway.Address.Host;
        return new NodeClient(Process.Start(start)!);
    }

    /// <summary>The next line it prints, which must tell of this step.</summary>
    public async Task<JsonElement> NextAsync(string step)
    {
        var line = await process.StandardOutput.ReadLineAsync(limit.Token);
        Assert.True(line is not null, $"The client ended before the step \"{step}\".");
        var told = JsonElement.Parse(line);
        Assert.Equal(step, told.Text("step"));
        return told;
    }

    /// <summary>The answer that this step got, which must be no error.</summary>
    public async Task<JsonElement> AnswerAsync(string step)
    {
        var told = await NextAsync(step);
        Assert.True(told.TryGetProperty("answer", out var answer), told.GetRawText());
        return answer;
    }

    /// <summary>Hands it a line, the last one.</summary>
    public async Task GiveAsync(string line)
    {
        await process.StandardInput.WriteLineAsync(line.AsMemory(), limit.Token);
        process.StandardInput.Close();
    }

    /// <summary>Returns when it has ended, what it complained of.</summary>
    public async Task<(int ExitCode, string Errors)> EndAsync()
    {
        await process.WaitForExitAsync(limit.Token);
        return (process.ExitCode, await errors);
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
        }

        process.Dispose();
        limit.Dispose();
    }
}
