using System.Globalization;
using Gerai.LoadTests.Crash;

namespace Gerai.LoadTests.Upgrade;

/// <summary>
/// What <c>./test --upgrade</c> does: shows the run as it goes, and what was counted at its end. Whatever is not as
/// promised is an exception.
/// </summary>
internal static class UpgradeCommand
{
    private const int Shops = 4;

    /// <param name="folder">For what the nodes complain about.</param>
    /// <param name="commit">The older version; else the last one with fewer migrations.</param>
    public static async Task<IReadOnlyList<string>> RunAsync(string folder, string? commit)
    {
        var server = Environment.GetEnvironmentVariable("GERAI_TEST_POSTGRES")
            ?? throw new InvalidOperationException("No PostgreSQL: GERAI_TEST_POSTGRES is not set. ./test starts one.");
        Console.WriteLine("building the older version");
        using var older = await OlderVersion.BuildAsync(commit);
        await using var shops = await FlakyShops.StartAsync(Shops);
        await using var run = new UpgradeRun(folder, server, shops, older);
        await run.StartAsync();
        await run.UpgradeAsync(Console.WriteLine);
        await run.DeliverAsync(left => Console.WriteLine($"waiting for {left} notifications"));
        await using var books = await run.OpenBooksAsync();
        return
        [
            string.Create(
                CultureInfo.InvariantCulture,
                $"older version: {older.Commit}; {run.Paid:N0} payments charged, settled, told"),
            .. run.Stages.Select(one => string.Create(
                CultureInfo.InvariantCulture,
                $"{one.Stage}: {one.Paid:N0} payments, {one.Lost:N0} calls made again")),
            .. await new CrashAudit(books, shops).FindAsync(run.Paid),
        ];
    }
}
