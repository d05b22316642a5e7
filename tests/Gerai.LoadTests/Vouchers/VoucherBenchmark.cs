using System.Globalization;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Gerai.Cli;
using Gerai.LoadTests.Delivery;
using Gerai.LoadTests.Load;
using Gerai.LoadTests.Report;
using Gerai.LoadTests.Servers;
using Gerai.Storage;

namespace Gerai.LoadTests.Vouchers;

/// <summary>
/// What <c>./bench voucher</c> measures: customers' pages that are open while their payments settle, how soon each
/// turns, and what one costs while nothing happens.
/// </summary>
internal sealed class VoucherBenchmark : IAsyncDisposable
{
    private const int Pages = 5000;
    private const int PerSecond = 200;

    private const int WarmingPages = 500;
    private const int OpenedAtOnce = 32;

    private static readonly TimeProvider Clock = TimeProvider.System;
    private static readonly TimeSpan Goal = TimeSpan.FromSeconds(2);

    // Two heartbeats of each page; without pages there is less to wait for.
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan IdleBefore = TimeSpan.FromSeconds(15);

    // Longer than from one heartbeat to the next: a page whose signal was lost turns then, and is told as late.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(45);

    private readonly ServerProcess gateway;
    private readonly DeliverySink shop;
    private readonly HttpClient browser = new(new SocketsHttpHandler { UseProxy = false, UseCookies = false });
    private readonly HttpClient counter;
    private readonly CounterTerminal till;
    private readonly string room = Room.For(Pages);
    private IReadOnlyList<OpenPage> pages = [];
    private MemoryUse before;
    private MemoryUse open;
    private TimeSpan idleOpen;
    private TimeSpan payingCpu;
    private TimeSpan paying;
    private int orders;

    private VoucherBenchmark(ServerProcess gateway, DeliverySink shop)
    {
        this.gateway = gateway;
        this.shop = shop;
        counter = new HttpClient { BaseAddress = gateway.Address };
        till = CounterCall.SandboxTerminal(counter, "alfamart");
    }

    /// <summary>Everything to be done, in its order; the two long ones take as long as they say.</summary>
    public IEnumerable<(string Description, Func<Task> RunAsync)> Steps =>
    [
        ("warming up", WarmUpAsync),
        ($"charging {Pages:N0} times", ChargeAsync),
        ($"leaving the gateway alone for {IdleBefore.TotalSeconds:N0} seconds", IdleBeforeAsync),
        ($"opening {Pages:N0} pages", OpenAsync),
        ($"leaving them alone for {Idle.TotalSeconds:N0} seconds", IdleOpenAsync),
        ($"paying {PerSecond} a second for {Pages / PerSecond} seconds", PayAsync),
    ];

    public bool HaveAllTurned => pages.All(page => page.HasTurned);

    public static async Task<VoucherBenchmark> StartAsync(string folder)
    {
        var shop = await DeliverySink.StartAsync(1);
        return new VoucherBenchmark(
            await ServerProcess.StartGatewayAsync(folder, new StorageOptions().GroupMax, shop.Addresses[0]), shop);
    }

    public FigureTable Times() => new(
        ["how soon a page turns", "pages", "p50 ms", "p99 ms", "longest ms"],
        [
            TimeCells("from the till's answer to the event", page => (page.AnsweredAt, page.HeardAt)),
            TimeCells("from the payment's sending to the event", page => (page.SentAt, page.HeardAt)),
            TimeCells("the same, until the page is loaded anew and says paid", page => (page.SentAt, page.TurnedAt)),
        ]);

    public FigureTable Costs() => new(
        ["what an open page costs the gateway", "without pages", $"with {Pages:N0}", "a page"],
        [
            MemoryCells("memory of the process", before.Resident, open.Resident),
            MemoryCells("objects of .NET, a part of it", before.Managed, open.Managed),
            [
                "processor time in a minute in which nothing happens",
                "",
                string.Create(CultureInfo.InvariantCulture, $"{idleOpen.TotalSeconds:N2} s"),
                string.Create(CultureInfo.InvariantCulture, $"{idleOpen.TotalMicroseconds / Pages:N0} µs"),
            ],
        ]);

    public IEnumerable<string> Summary()
    {
        var late = pages.Count(page => !page.HasTurned);
        var longest = pages.Where(page => page.HasTurned)
            .Select(page => Clock.GetElapsedTime(page.SentAt, page.TurnedAt)).DefaultIfEmpty().Max();
        var isReached = late == 0 && longest <= Goal;
        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"- {Pages:N0} pages open, {Pages / paying.TotalSeconds:N0} payments a second for "
            + $"{paying.TotalSeconds:N0} seconds; {late:N0} pages never turned");
        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"- goal, each page within {Goal.TotalSeconds:N0} s: {(isReached ? "reached" : "missed")}, "
            + $"the last after {longest.TotalMilliseconds:N0} ms");
        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"- {payingCpu.TotalMilliseconds / Pages:N1} ms of the gateway's processor time for each payment, its page "
            + $"and its notification");
        yield return "- " + room;
        if (pages.FirstOrDefault(page => page.Failure is not null) is { } failed)
        {
            yield return "- a page that failed: " + failed.Failure;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var page in pages)
        {
            page.Dispose();
        }

        browser.Dispose();
        counter.Dispose();
        await gateway.DisposeAsync();
        await shop.DisposeAsync();
    }

    // Code that is still being compiled and buffers that are kept for the next one are no cost of a page.
    private async Task WarmUpAsync()
    {
        var told = shop.CountAsync(2 * WarmingPages);
        var warming = await ChargeAsync(WarmingPages);
        await OpenAsync(warming);
        await SettleAsync(warming);
        await told;
        foreach (var page in warming)
        {
            page.Dispose();
        }
    }

    private async Task ChargeAsync()
    {
        var told = shop.CountAsync(Pages);
        pages = await ChargeAsync(Pages);
        await told;
    }

    private async Task IdleBeforeAsync()
    {
        // So that what it does behind the charges is over, and memory is that of a gateway at rest.
        await Task.Delay(IdleBefore, Clock);
        before = await gateway.SettleAsync();
    }

    private Task OpenAsync() => OpenAsync(pages);

    private async Task IdleOpenAsync()
    {
        var cpu = gateway.CpuUsed;

        // The wait is what is measured.
        await Task.Delay(Idle, Clock);
        idleOpen = (gateway.CpuUsed - cpu) / Idle.TotalMinutes;
        open = await gateway.SettleAsync();
    }

    private async Task PayAsync()
    {
        var cpu = gateway.CpuUsed;
        var told = shop.CountAsync(Pages);
        var started = Clock.GetTimestamp();
        await SettleAsync(pages, () => paying = Clock.GetElapsedTime(started));
        await told;
        payingCpu = gateway.CpuUsed - cpu;
    }

    private async Task<IReadOnlyList<OpenPage>> ChargeAsync(int count)
    {
        var charged = new OpenPage[count];
        await Parallel.ForEachAsync(
            Enumerable.Range(0, count), async (index, _) => charged[index] = await ChargeOneAsync());
        return charged;
    }

    private async Task<OpenPage> ChargeOneAsync()
    {
        var order = Interlocked.Increment(ref orders).ToString("D8", CultureInfo.InvariantCulture);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(gateway.Address, "/v2/charge"));
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(GatewayServer.ServerKeyText + ":")));
        request.Content = new StringContent(
            WholePayments.ChargeBody("voucher-" + order), Encoding.UTF8, "application/json");
        using var answer = await browser.SendAsync(request, CancellationToken.None);
        var body = JsonNode.Parse(await answer.Content.ReadAsStringAsync(CancellationToken.None))!;
        var code = body["payment_code"] ?? throw new InvalidOperationException($"Not charged: {body}");
        return new OpenPage(new Uri(answer.Headers.GetValues("X-Gerai-Voucher-Url").Single()), code.ToString());
    }

    private async Task OpenAsync(IReadOnlyList<OpenPage> some) => await Parallel.ForEachAsync(
        some,
        new ParallelOptions { MaxDegreeOfParallelism = OpenedAtOnce },
        async (page, _) => await page.OpenAsync(browser));

    // Until all have turned or nobody would wait any longer.
    private async Task SettleAsync(IReadOnlyList<OpenPage> some, Action? paid = null)
    {
        await Pace.RunAsync(some, PerSecond, page => page.PayAsync(PayOneAsync));
        paid?.Invoke();
        await Task.WhenAny(Task.WhenAll(some.Select(page => page.Turned)), Task.Delay(Patience, Clock));
    }

    private async Task PayOneAsync(string code)
    {
        var paid = await till.PayAsync(code, 44_000, "R" + code, CancellationToken.None);
        if (paid.IsRefused)
        {
            throw new InvalidOperationException(paid.Refusal);
        }
    }

    private string[] TimeCells(string name, Func<OpenPage, (long From, long To)> span)
    {
        // The event may be here before the till's answer has been read.
        var sorted = pages.Where(page => page.HasTurned)
            .Select(page => Math.Max(0, Clock.GetElapsedTime(span(page).From, span(page).To).TotalMilliseconds))
            .Order().ToArray();
        return sorted.Length == 0 ? [name, "0", "", "", ""] :
        [
            name,
            sorted.Length.ToString("N0", CultureInfo.InvariantCulture),
            .. new[] { sorted[sorted.Length / 2], sorted[sorted.Length * 99 / 100], sorted[^1] }
                .Select(value => value.ToString("N0", CultureInfo.InvariantCulture)),
        ];
    }

    private static string[] MemoryCells(string name, long before, long with) =>
    [
        name,
        string.Create(CultureInfo.InvariantCulture, $"{before / 1e6:N0} MB"),
        string.Create(CultureInfo.InvariantCulture, $"{with / 1e6:N0} MB"),
        string.Create(CultureInfo.InvariantCulture, $"{(with - before) / Pages:N0} bytes"),
    ];
}
