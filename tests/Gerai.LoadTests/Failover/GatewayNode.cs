using System.Diagnostics;
using Gerai.Merchants;
using Gerai.Notifications;
using Gerai.Values;

namespace Gerai.LoadTests.Failover;

/// <summary>
/// One of several gateways over the same books, in a process of its own, which is killed and started again.
/// </summary>
internal sealed class GatewayNode(string connectionString, string log) : IAsyncDisposable
{
    public const string Role = "gateway-node";
    public const string ServerKeyText = "SB-Mid-server-failover-run";

    private const string Ready = "listening on ";

    private Process? process;

    /// <summary>Where it listens, while it does.</summary>
    public Uri? Address { get; private set; }

    /// <summary>The node's own side: runs until it is killed, or whoever started it is gone.</summary>
    public static async Task<int> RunAsync(string connectionString)
    {
        var options = new GatewayOptions
        {
            Urls = ["http://127.0.0.1:0"],
            Database = connectionString,
            SealingKey = new byte[SecretSeal.KeyBytes],
            Sandbox = true,

            // The documented counts, and waits that a run can wait for.
            Notifications = new NotificationOptions
            {
                Waits = [.. Enumerable.Range(1, 5).Select(seconds => TimeSpan.FromSeconds(seconds))],
            },
        };
        await using var gateway = await GatewayApp.StartAsync(options, CancellationToken.None);
        if (await gateway.Merchants.FindByKeyAsync(ServerKeyText, CancellationToken.None) is null)
        {
            await gateway.Merchants.OpenAsync(
                new NewMerchant
                {
                    Environment = GatewayEnvironment.Sandbox,
                    Name = "Failover",
                    ServerKey = ServerKeyText,
                    NotificationUrls = [],
                },
                CancellationToken.None);
        }

        await Console.Out.WriteLineAsync(Ready + gateway.Addresses[0]);
        await Console.In.ReadToEndAsync();
        return 0;
    }

    public async Task StartAsync()
    {
        process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [Role, connectionString])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        })!;
        var file = TextWriter.Synchronized(new StreamWriter(log, append: true) { AutoFlush = true });
        process.ErrorDataReceived += (_, told) => file.WriteLine(told.Data);
        process.BeginErrorReadLine();
        Address = await process.StandardOutput.ReadLineAsync() is { } line
            && line.StartsWith(Ready, StringComparison.Ordinal)
            ? new Uri(line[Ready.Length..])
            : throw new InvalidOperationException($"A gateway did not start: {await File.ReadAllTextAsync(log)}");
    }

    /// <summary>Kills it as kill -9 does.</summary>
    public async Task KillAsync()
    {
        Address = null;
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
}
