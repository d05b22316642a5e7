using System.Globalization;
using Gerai.Client;
using Gerai.LoadTests.Report;
using Gerai.LoadTests.Servers;
using Microsoft.Extensions.DependencyInjection;

namespace Gerai.LoadTests.Sdk;

/// <summary>
/// What <c>./bench sdk</c> measures: a charge, and a notification that is verified and read, with the client and
/// written by hand. The web server is a process of its own, so what is allocated here is the caller's alone.
/// </summary>
internal sealed class SdkBenchmark : IAsyncDisposable
{
    private const int Rounds = 11;
    private const long Amount = 44_000;

    // Those the samples were recorded with.
    private const string ServerKey = "SB-Mid-server-TESTVECTOR000000000001";
    private const string OrderId = "order-101";

    private const string Answer = "contract/core-api/charge.alfamart.response.json";
    private const string Notification = "contract/notifications/notification.alfamart.settlement.json";

    private static readonly TimeSpan Warming = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(1);

    public static readonly string Legend = string.Create(
        CultureInfo.InvariantCulture,
        $"Median of {Rounds} rounds (smallest–largest) of about {Round.TotalSeconds:N0} second, taken in turn.");

    private readonly ServerProcess server;
    private readonly HandWritten byHand;
    private readonly GeraiClient client;
    private readonly ServiceProvider services;
    private readonly SdkRow[] rows;

    private SdkBenchmark(ServerProcess server, byte[] notification)
    {
        this.server = server;
        var target = GeraiTarget.At(server.Address);
        byHand = new HandWritten(server.Address, ServerKey);
        client = new GeraiClient(new GeraiClientOptions { Target = target, ServerKey = ServerKey });
        services = new ServiceCollection()
            .AddGerai(options => (options.Target, options.ServerKey) = (target, ServerKey)).Services
            .BuildServiceProvider();
        var injected = services.GetRequiredService<IGeraiClient>();
        var charge = new SdkRow("a charge, written by hand", async () =>
            Check((await byHand.ChargeAsync(OrderId, Amount)).PaymentCode is not null));
        var verify = new SdkRow("a verified notification, written by hand", () =>
        {
            Check(byHand.Verified(notification)?.Amount == Amount);
            return Task.CompletedTask;
        });
        rows =
        [
            charge,
            new SdkRow("a charge, `GeraiClient`", () => ChargeAsync(client), charge),
            new SdkRow("a charge, `GeraiClient` of `AddGerai`", () => ChargeAsync(injected), charge),
            verify,
            new SdkRow(
                "a verified notification, `NotificationSignature` and `PaymentNotification`",
                () =>
                {
                    Check(NotificationSignature.Verify(notification, ServerKey)
                        && PaymentNotification.Parse(notification).Transaction.Amount == Amount);
                    return Task.CompletedTask;
                },
                verify),
        ];
    }

    public static async Task<SdkBenchmark> StartAsync() => new(
        await ServerProcess.StartSampleAsync(Answer), await Sample.ReadAsync(Notification));

    public async Task RunAsync(Action<string> tell)
    {
        tell($"Warming up, then {Rounds} rounds of {rows.Length} rows");
        foreach (var row in rows)
        {
            await row.WarmUpAsync(Warming, Round);
        }

        for (var round = 0; round < Rounds; round++)
        {
            foreach (var row in rows)
            {
                await row.MeasureAsync();
            }
        }
    }

    public FigureTable Table() => new(
        ["what", "µs each", "× by hand", "bytes allocated each", "× by hand"], [.. rows.Select(Cells)]);

    public async ValueTask DisposeAsync()
    {
        byHand.Dispose();
        client.Dispose();
        await services.DisposeAsync();
        await server.DisposeAsync();
    }

    private static async Task ChargeAsync(IGeraiClient gerai) =>
        Check((await gerai.ChargeAsync(new AlfamartCharge(OrderId, Amount))).PaymentCode is not null);

    // A fast wrong answer is no figure.
    private static void Check(bool isRight)
    {
        if (!isRight)
        {
            throw new InvalidOperationException("What came back is not what the sample says.");
        }
    }

    private static string[] Cells(SdkRow row) =>
    [
        row.Name,
        Text(row.Microseconds, "N1"),
        row.HandWritten is { } byHand ? Text(row.TimeAgainst(byHand), "F2") : "",
        row.Bytes.ToString("N0", CultureInfo.InvariantCulture),
        row.HandWritten is { } other ? (row.Bytes / other.Bytes).ToString("F2", CultureInfo.InvariantCulture) : "",
    ];

    private static string Text(Spread spread, string format)
    {
        string Of(double value) => value.ToString(format, CultureInfo.InvariantCulture);
        return $"{Of(spread.Median)} ({Of(spread.Min)}–{Of(spread.Max)})";
    }
}
