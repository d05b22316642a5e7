using System.Globalization;
using Gerai.LoadTests.Servers;
using Microsoft.Data.Sqlite;
using Spectre.Console;

namespace Gerai.LoadTests.Crash;

/// <summary>What <c>./bench crash</c> does: shows the run as it goes, and what was counted at its end.</summary>
internal static class CrashCommand
{
    private const int Shops = 4;

    public static async Task<IReadOnlyList<string>> RunAsync(string folder)
    {
        var started = TimeProvider.System.GetTimestamp();
        await using var shops = await FlakyShops.StartAsync(Shops);
        await using var run = new CrashRun(new MortalSandbox(folder), shops);
        await AnsiConsole.Progress()
            .Columns(new ProgressBarColumn(), new PercentageColumn(), new TaskDescriptionColumn())
            .StartAsync(async context =>
            {
                var task = context.AddTask($"paying and killing {CrashRun.Kills} times", maxValue: CrashRun.Payments);
                await run.PayAndKillAsync(paid => task.Value = paid);
                task.Value = CrashRun.Payments;
                await run.DeliverAsync(left => task.Description = $"waiting for {left} notifications");
            });
        var took = TimeProvider.System.GetElapsedTime(started);
        await using var books = new SqliteConnection(run.ConnectionString);
        var lines = await new CrashAudit(books, shops).FindAsync(CrashRun.Payments);
        return
        [
            string.Create(
                CultureInfo.InvariantCulture,
                $"{CrashRun.Payments:N0} payments charged, settled and told in {took.TotalSeconds:N0} seconds, with "
                + $"{CrashRun.Kills} kills; {run.Lost:N0} calls that lost their answer were made again"),
            .. lines,
        ];
    }
}
