using System.Globalization;
using Gerai.LoadTests.Crash;
using Spectre.Console;

namespace Gerai.LoadTests.Failover;

/// <summary>
/// What <c>./test --failover</c> does, and shorter every test run: shows the run as it goes, and what was counted at
/// its end. Whatever is not as promised is an exception.
/// </summary>
internal static class FailoverCommand
{
    private const int Shops = 4;

    private static readonly Fault[] Short = [Fault.PrimaryKilled];

    private static readonly Fault[] Long =
    [
        Fault.PrimaryKilled, Fault.GatewayKilled, Fault.PrimaryKilled, Fault.PrimaryCutOff, Fault.GatewayKilled,
        Fault.PrimaryKilled, Fault.GatewayKilled, Fault.PrimaryKilled, Fault.PrimaryCutOff, Fault.PrimaryKilled,
    ];

    public static async Task<IReadOnlyList<string>> RunAsync(string folder, bool isShort)
    {
        var faults = isShort ? Short : Long;
        var started = TimeProvider.System.GetTimestamp();
        await using var shops = await FlakyShops.StartAsync(Shops);
        await using var run = new FailoverRun(folder, shops);
        IReadOnlyList<(Fault Fault, TimeSpan Recovery)> recoveries = [];
        await AnsiConsole.Progress()
            .Columns(new ProgressBarColumn(), new PercentageColumn(), new TaskDescriptionColumn())
            .StartAsync(async context =>
            {
                var task = context.AddTask("starting three databases and three gateways", maxValue: faults.Length + 1);
                await run.StartAsync();
                task.Increment(0.5);
                task.Description = "paying while machines are lost";
                recoveries = await run.PayThroughAsync(faults, done => task.Value = done + 0.5);
                await run.DeliverAsync(left => task.Description = $"waiting for {left} notifications");
                task.Value = task.MaxValue;
            });
        var took = TimeProvider.System.GetElapsedTime(started);
        var (paid, lost) = run.Counts;
        await using var books = await run.OpenBooksAsync();
        return
        [
            string.Create(
                CultureInfo.InvariantCulture,
                $"{paid:N0} payments charged, settled, told in {took.TotalSeconds:N0} seconds, {lost:N0} answers lost"),
            .. recoveries.Select(one => string.Create(
                CultureInfo.InvariantCulture,
                $"{Words(one.Fault)}: a payment begun then was booked after {one.Recovery.TotalSeconds:N1} seconds")),
            .. await new CrashAudit(books, shops).FindAsync(paid),
        ];
    }

    private static string Words(Fault fault) => fault switch
    {
        Fault.PrimaryKilled => "the primary was killed",
        Fault.PrimaryCutOff => "the primary was cut off",
        Fault.GatewayKilled => "a gateway was killed",
    };
}
