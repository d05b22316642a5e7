using System.Diagnostics;
using System.Globalization;
using Gerai.Storage;

namespace Gerai.LoadTests.Servers;

/// <summary>A server under load, in a process of its own, so that what it uses is not mixed with the loader.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private const string Ready = "listening on ";

    private readonly Process process;
    private bool isEnded;

    private ServerProcess(Process process, Uri address)
    {
        this.process = process;
        Address = address;
    }

    public Uri Address { get; }

    /// <summary>Processor time used so far, of all its threads.</summary>
    public TimeSpan CpuUsed
    {
        get
        {
            process.Refresh();
            return process.TotalProcessorTime;
        }
    }

    public static Task<ServerProcess> StartCeilingAsync(int answerBytes) =>
        StartAsync(CeilingServer.Role, answerBytes.ToString(CultureInfo.InvariantCulture));

    /// <param name="path">The recorded answer.</param>
    public static Task<ServerProcess> StartSampleAsync(string path) => StartAsync(CeilingServer.SampleRole, path);

    /// <param name="notify">Where each merchant is told; there is a merchant for each, and at least one.</param>
    public static Task<ServerProcess> StartGatewayAsync(string folder, int groupMax, params string[] notify) =>
        StartAsync(
        [
            GatewayServer.Role,
            GatewayServer.ConnectionString(folder),
            groupMax.ToString(CultureInfo.InvariantCulture),
            .. notify,
        ]);

    /// <summary>One of several gateways on one database; its merchant is not told anything.</summary>
    public static Task<ServerProcess> StartNodeAsync(string database) => StartAsync(
        GatewayServer.Role, database, new StorageOptions().GroupMax.ToString(CultureInfo.InvariantCulture));

    public static Task<ServerProcess> StartBareCallerAsync(int callsAtOnce, int bytes, IEnumerable<string> addresses) =>
        StartAsync(
        [
            BareCaller.Role,
            callsAtOnce.ToString(CultureInfo.InvariantCulture),
            bytes.ToString(CultureInfo.InvariantCulture),
            .. addresses,
        ]);

    /// <summary>The server's own side: says where it listens, and returns when its input ends.</summary>
    /// <param name="run">Called with a number of seconds for each line read; returns the line's answer.</param>
    public static async Task ServeUntilAskedToEndAsync(string address, Func<int, Task<string>>? run = null)
    {
        await Console.Out.WriteLineAsync(Ready + address);

        // Ends also when the benchmark dies: then nobody holds the other end, and no server is left behind.
        while (await Console.In.ReadLineAsync() is { } line)
        {
            await Console.Out.WriteLineAsync(await run!(int.Parse(line, CultureInfo.InvariantCulture)));
        }
    }

    /// <summary>Has a bare caller run for some seconds; returns how many calls it made.</summary>
    public async Task<long> CallAsync(int seconds)
    {
        await process.StandardInput.WriteLineAsync(seconds.ToString(CultureInfo.InvariantCulture));
        var answer = await process.StandardOutput.ReadLineAsync();
        return long.Parse(answer!, CultureInfo.InvariantCulture);
    }

    /// <summary>Has a gateway let go of what it can and tell what it still holds.</summary>
    public async Task<MemoryUse> SettleAsync()
    {
        await process.StandardInput.WriteLineAsync("0");
        var answer = await process.StandardOutput.ReadLineAsync();
        return MemoryUse.Parse(answer!);
    }

    public async ValueTask DisposeAsync()
    {
        if (isEnded)
        {
            return;
        }

        isEnded = true;
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private static async Task<ServerProcess> StartAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        var process = Process.Start(start)!;
        return await process.StandardOutput.ReadLineAsync() is { } line
            && line.StartsWith(Ready, StringComparison.Ordinal)
            ? new ServerProcess(process, new Uri(line[Ready.Length..]))
            : throw new InvalidOperationException($"The server {arguments[0]} did not start.");
    }
}
