using System.Diagnostics;
using System.Globalization;
using System.Text;
using Gerai.LoadTests.Servers;

namespace Gerai.LoadTests.Load;

/// <summary>Runs <c>wrk</c>, a load generator that itself costs little, against a server for a few seconds.</summary>
internal static class Wrk
{
    private const string Figures = "figures ";

    // A request that waits longer is a failure of the run, and is told as one.
    private const string TimeLimit = "30s";

    public static Task<Measurement> ChargeAsync(ServerProcess server, int connections, int seconds, string prefix) =>
        RunAsync(server, connections, seconds, "charge.lua", prefix);

    public static Task<Measurement> AskStatusAsync(
        ServerProcess server, int connections, int seconds, string prefix, int count) =>
        RunAsync(
            server, connections, seconds, "status.lua", prefix, count.ToString(CultureInfo.InvariantCulture));

    private static async Task<Measurement> RunAsync(
        ServerProcess server, int connections, int seconds, string script, params string[] arguments)
    {
        var key = Convert.ToBase64String(Encoding.UTF8.GetBytes(GatewayServer.ServerKeyText + ":"));
        var start = new ProcessStartInfo("wrk",
        [
            "--threads", "1",
            "--connections", connections.ToString(CultureInfo.InvariantCulture),
            "--duration", $"{seconds}s",
            "--timeout", TimeLimit,
            "--header", "Authorization: Basic " + key,
            "--header", "Content-Type: application/json",
            "--script", Path.Combine(AppContext.BaseDirectory, "Load", script),
            server.Address.ToString(),
            "--", .. arguments,
        ])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        var (serverCpu, loaderCpu) = (server.CpuUsed, LoaderCpu());
        using var wrk = Process.Start(start)!;
        var output = await wrk.StandardOutput.ReadToEndAsync();
        await wrk.WaitForExitAsync();
        return Read(output) with { ServerCpu = server.CpuUsed - serverCpu, LoaderCpu = LoaderCpu() - loaderCpu };
    }

    private static Measurement Read(string output)
    {
        var line = output.Split('\n').SingleOrDefault(line => line.StartsWith(Figures, StringComparison.Ordinal))
            ?? throw new InvalidOperationException($"wrk did not say its figures:\n{output}");
        var figures = line[Figures.Length..].Split(' ')
            .Select(figure => long.Parse(figure, CultureInfo.InvariantCulture))
            .ToArray();
        return figures is [var answers, var took, var median, var percentile99, 0, 0]
            ? new Measurement
            {
                Answers = answers,
                Took = TimeSpan.FromMicroseconds(took),
                Median = TimeSpan.FromMicroseconds(median),
                Percentile99 = TimeSpan.FromMicroseconds(percentile99),
            }
            : throw new InvalidOperationException($"Some requests failed:\n{output}");
    }

    // wrk does not say what it used itself, but the system keeps what all children that have ended did.
    private static TimeSpan LoaderCpu()
    {
        const int TicksPerSecond = 100;
        const int UserTimeOfChildren = 13;
        var afterName = File.ReadAllText("/proc/self/stat").Split(')')[^1];
        var fields = afterName.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var ticks = fields.Skip(UserTimeOfChildren).Take(2)
            .Sum(field => long.Parse(field, CultureInfo.InvariantCulture));
        return TimeSpan.FromSeconds((double)ticks / TicksPerSecond);
    }
}
