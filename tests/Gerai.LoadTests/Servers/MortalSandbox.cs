using System.Diagnostics;

namespace Gerai.LoadTests.Servers;

/// <summary>
/// A <c>gerai sandbox</c> that is killed and started again over the same folder. Who finds it dead asks for its address
/// and waits there until it is up.
/// </summary>
internal sealed class MortalSandbox(string folder) : IAsyncDisposable
{
    public const string ServerKeyText = "SB-Mid-server-crash-run";

    private const string Ready = "listening on ";

    private TaskCompletionSource<Uri> up = NewLife();
    private Process? process;

    public string ConnectionString => GatewayServer.ConnectionString(folder);

    public Task<Uri> AddressAsync() => Volatile.Read(ref up).Task;

    public async Task StartAsync()
    {
        var start = new ProcessStartInfo(
            Path.Combine(AppContext.BaseDirectory, "gerai"),
            [
                "sandbox", "--urls", "http://127.0.0.1:0", "--data", folder, "--server-key", ServerKeyText,
                "--retry-waits", "1s,2s,3s,4s,5s",
            ])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        process = Process.Start(start)!;
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.StartsWith(Ready, StringComparison.Ordinal))
            {
                up.SetResult(new Uri(line[Ready.Length..].Trim()));
                return;
            }
        }

        var broken = new InvalidOperationException("The sandbox did not start.");
        up.SetException(broken);
        throw broken;
    }

    /// <summary>Kills it as kill -9 does: nothing is finished, nothing is closed.</summary>
    public async Task KillAsync()
    {
        Volatile.Write(ref up, NewLife());
        process!.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        process = null;
    }

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
        {
            await KillAsync();
        }
    }

    private static TaskCompletionSource<Uri> NewLife() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
