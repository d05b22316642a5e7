using System.Diagnostics;
using System.Globalization;
using Gerai.Merchants;
using Gerai.Notifications;
using Gerai.Values;

namespace Gerai.LoadTests.Failover;

/// <summary>
/// One of several gateways over the same books, in a process of its own, which is killed and started again.
/// </summary>
/// <param name="connectionString">The books.</param>
/// <param name="log">File for what it complains about.</param>
/// <param name="program">This program, or the one that has been built from an older version's sources.</param>
internal sealed class GatewayNode(string connectionString, string log, string? program = null) : IAsyncDisposable
{
    public const string Role = "gateway-node";
    public const string ServerKeyText = "SB-Mid-server-failover-run";

    private const string Ready = "listening on ";

    // A node that leaves has five seconds for what is under way, and some more on a busy machine.
    private static readonly TimeSpan LeavingTime = TimeSpan.FromSeconds(60);

    private Process? process;

    /// <summary>Where it listens, while it does.</summary>
    public Uri? Address { get; private set; }

    /// <summary>
    /// The node's own side: runs until it is killed or asked to end, or whoever started it is gone.
    /// </summary>
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

        // On a thread of its own: the console's reader blocks whoever awaits it.
        await Task.WhenAny(Task.Run(Console.In.ReadToEnd), gateway.WaitForShutdownAsync(CancellationToken.None));
        return 0;
    }

    public async Task StartAsync()
    {
        process = Process.Start(new ProcessStartInfo(program ?? Environment.ProcessPath!, [Role, connectionString])
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

    /// <summary>Asks it to end, as an init system does, and returns when it has.</summary>
    public async Task StopAsync()
    {
        Address = null;
        using var kill = Process.Start("kill", ["-TERM", process!.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
        using var limit = new CancellationTokenSource(LeavingTime);
        await process.WaitForExitAsync(limit.Token);
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException(
                $"A gateway ended with {process.ExitCode}: {await File.ReadAllTextAsync(log)}");
        }

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
