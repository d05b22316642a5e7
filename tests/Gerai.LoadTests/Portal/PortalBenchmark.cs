using System.Globalization;
using Dapper;
using Gerai.LoadTests.Report;
using Gerai.LoadTests.Servers;
using Gerai.Storage;
using Gerai.Tests.Support;
using Gerai.Values;

namespace Gerai.LoadTests.Portal;

/// <summary>
/// What <c>./bench portal</c> measures: how soon the portal of a merchant with a million payments shows what it is for,
/// in a real browser, through the page and its line to the gateway.
/// </summary>
internal sealed class PortalBenchmark(string folder) : IAsyncDisposable
{
    private const int Payments = 1_000_000;
    private const int Days = 90;
    private const int Rounds = 15;

    private const string Figures = "#f-volume .value";

    private static readonly TimeProvider Clock = TimeProvider.System;
    private static readonly TimeSpan Goal = TimeSpan.FromSeconds(1);

    // Of the last hours a part is never counted: the one that runs, and for a while the one before it.
    private static readonly TimeSpan CountedUntil = TimeSpan.FromMinutes(75);
    private static readonly TimeSpan CountingMax = TimeSpan.FromMinutes(10);

    private readonly Database books = new(GatewayServer.ConnectionString(folder));
    private PortalSandbox? sandbox;
    private PortalBrowser? browser;
    private IReadOnlyList<PortalRow> rows = [];
    private TimeSpan counting;
    private string loadAfter = "";

    public static string Legend =>
        $"Median of {Rounds} rounds (smallest–largest), taken in turn; from the moment that the browser asks.";

    public IEnumerable<(string Description, Func<Task> RunAsync)> Steps =>
    [
        ("opening the books", OpenBooksAsync),
        ($"filling in {Payments:N0} payments", FillAsync),
        ("counting their hours", CountAsync),
        ("warming up", EnterAsync),
        .. Enumerable.Range(1, Rounds).Select(round => ($"round {round}", (Func<Task>)MeasureAsync)),
    ];

    public bool IsGoalReached => SlowestHome <= Goal;

    private TimeSpan SlowestHome =>
        TimeSpan.FromMilliseconds(rows.Where(row => row.IsHome).Max(row => row.Stands.Max));

    public FigureTable Times() => new(
        ["what", "first answer ms", "until it stands on the page ms"],
        [.. rows.Select(row => new[] { row.Name, Text(row.FirstAnswer), Text(row.Stands) })]);

    public IEnumerable<string> Summary()
    {
        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"- goal, the figures of Home within {Goal.TotalSeconds:N0} s: {(IsGoalReached ? "reached" : "missed")}, "
            + $"the slowest of {rows.Count(row => row.IsHome) * Rounds} after {SlowestHome.TotalMilliseconds:N0} ms");
        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"- {Payments:N0} payments of one merchant in {Days} days, on SQLite; counting their hours for the first "
            + $"time took {counting.TotalSeconds:N0} s after the start");
        yield return $"- Chromium {browser!.Version}, on the same cores as the gateway; load after: {loadAfter}";
    }

    public async ValueTask DisposeAsync()
    {
        if (browser is not null)
        {
            await browser.DisposeAsync();
        }

        if (sandbox is not null)
        {
            await sandbox.DisposeAsync();
        }

        await books.DisposeAsync();
    }

    // The first start makes tables, a merchant, and somebody who may sign in.
    private async Task OpenBooksAsync() => await (await PortalSandbox.StartAsync(folder)).DisposeAsync();

    private async Task FillAsync()
    {
        await using var connection = await books.OpenAsync(default);
        var merchant = MerchantId.Parse(await connection.QuerySingleAsync<string>("select merchant_id from merchants"));
        var start = Clock.GetUtcNow() - TimeSpan.FromDays(Days);
        await ManyPayments.AddAsync(
            connection, merchant, 0, Payments - 1, start, TimeSpan.FromDays(Days) / Payments);

        // What still waits would expire at the start all at once, a hundred thousand of them.
        await connection.ExecuteAsync(new CommandDefinition(
            "update payments set expires_at_ms = @later, payable_until_ms = @later where status = 'Pending'",
            new { later = Clock.GetUtcNow().AddDays(Days).ToUnixTimeMilliseconds() },
            commandTimeout: 600));
    }

    private async Task CountAsync()
    {
        var started = Clock.GetTimestamp();
        sandbox = await PortalSandbox.StartAsync(folder);
        await using var connection = await books.OpenAsync(default);

        // The gateway counts by itself and tells nobody: there is nothing to wait for but its mark.
        using var looks = new PeriodicTimer(TimeSpan.FromMilliseconds(250), Clock);
        while (await looks.WaitForNextTickAsync())
        {
            counting = Clock.GetElapsedTime(started);
            var until = await connection.ExecuteScalarAsync<long?>("select until_at_ms from figure_marks");
            if (until >= (Clock.GetUtcNow() - CountedUntil).ToUnixTimeMilliseconds())
            {
                return;
            }

            if (counting > CountingMax)
            {
                throw new InvalidOperationException("The hours are still not counted.");
            }
        }
    }

    private async Task EnterAsync()
    {
        browser = await PortalBrowser.SignInAsync(sandbox!);
        rows =
        [
            .. new[] { 7, 30, 90 }.Select(days => new PortalRow(
                $"Home, {days} days", isHome: true, () => browser.OpenAsync($"/portal?days={days}", Figures))),
            new PortalRow(
                "Home, 7 days, a browser that has kept no script",
                isHome: true,
                () => browser.OpenAnewAsync(sandbox!.Address, "/portal", Figures)),
            new PortalRow(
                "Transactions, the newest page",
                isHome: false,
                () => browser.OpenAsync("/portal/transactions", "table.payments tbody tr")),
        ];
        foreach (var row in rows)
        {
            await row.WarmUpAsync();
        }
    }

    private async Task MeasureAsync()
    {
        foreach (var row in rows)
        {
            await row.MeasureAsync();
        }

        loadAfter = Machine.Load();
    }

    private static string Text(Spread spread) => string.Create(
        CultureInfo.InvariantCulture, $"{spread.Median:N0} ({spread.Min:N0}–{spread.Max:N0})");
}
