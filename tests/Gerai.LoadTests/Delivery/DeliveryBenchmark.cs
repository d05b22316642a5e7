using System.Globalization;
using Gerai.LoadTests.Report;

namespace Gerai.LoadTests.Delivery;

/// <summary>What <c>./bench notifications</c> measures: deliveries a second, and how soon shops hear.</summary>
internal sealed class DeliveryBenchmark : IAsyncDisposable
{
    public const int Rounds = 5;
    public const int Seconds = 2;
    public const int PaceSeconds = 10;
    public const int Pace = 500;
    public const int Expiries = 1000;

    private const string Alone = "to the arrival, a shop with 100 settlements a second";
    private const string Beside = "the same, beside a server that hangs and a backlog of 20,000 to a slow one";
    private const string BesideFast = "the same, beside one that hangs and 40,000 delivered as fast as they can be";

    public static readonly string RatesLegend =
        $"Median of {Rounds} rounds (smallest–largest), each of about {Seconds} seconds.";

    public static readonly string TimesLegend =
        $"Rounds of {PaceSeconds} seconds; where there are {DeliveryTimes.Rounds} of them, taken in turn, the median "
        + "(smallest–largest).";

    private readonly DeliveryRates rates;
    private readonly DeliveryTimes times;
    private readonly Dictionary<string, List<double[]>> measured = [];

    private DeliveryBenchmark(DeliveryRates rates, DeliveryTimes times)
    {
        this.rates = rates;
        this.times = times;
    }

    public IReadOnlyList<Row> Rows => rates.Rows;

    /// <summary>Everything to be done, in its order.</summary>
    public IEnumerable<(string Description, Func<Task> RunAsync)> Steps =>
    [
        .. rates.Rows.Select(row => ($"warming up: {row.Name}", (Func<Task>)(() => row.WarmUpAsync(2 * Seconds)))),
        .. Enumerable.Range(1, Rounds).SelectMany(round => rates.Rows.Select(row =>
            ($"round {round} of {Rounds}: {row.Name}", (Func<Task>)(() => row.MeasureAsync(Seconds))))),
        ("warming up: settlements", () => times.SettleAsync(Pace, PaceSeconds)),
        Timed($"to the arrival, {Pace} settlements a second", () => times.SettleAsync(Pace, PaceSeconds)),
        Timed(
            $"from its end to the arrival, {Expiries:N0} payments that expire at once",
            () => times.ExpireAsync(Expiries)),
        .. Enumerable.Range(1, DeliveryTimes.Rounds).SelectMany(_ => new[]
        {
            Timed(Alone, () => times.SettleAloneAsync(PaceSeconds)),
            Timed(Beside, () => times.SettleBesideTroubleAsync(PaceSeconds, isFast: false)),
            Timed(BesideFast, () => times.SettleBesideTroubleAsync(PaceSeconds, isFast: true)),
        }),
    ];

    public static async Task<DeliveryBenchmark> StartAsync(string folder) => new(
        await DeliveryRates.StartAsync(Path.Combine(folder, "rates")),
        await DeliveryTimes.StartAsync(Path.Combine(folder, "times")));

    /// <summary>How soon shops heard.</summary>
    public FigureTable Times() => new(
        ["from the moment that is told of", "notifications", "p50 ms", "p99 ms", "longest ms", "p99 × alone"],
        [.. Lines()]);

    public async ValueTask DisposeAsync()
    {
        await rates.DisposeAsync();
        await times.DisposeAsync();
    }

    private IEnumerable<string[]> Lines()
    {
        var alone = measured.GetValueOrDefault(Alone);
        foreach (var (name, rounds) in measured)
        {
            var isCompared = alone is not null && name is Beside or BesideFast;
            yield return
            [
                name,
                rounds.Sum(round => round.Length).ToString("N0", CultureInfo.InvariantCulture),
                Text(rounds.Select(round => At(round, 0.5))),
                Text(rounds.Select(round => At(round, 0.99))),
                Text(rounds.Select(round => round.Max())),
                isCompared ? Text(rounds.Zip(alone!, (own, other) => At(own, 0.99) / At(other, 0.99)), "F2") : "",
            ];
        }
    }

    private static double At(double[] round, double share) =>
        round.Order().ElementAt(Math.Min(round.Length - 1, (int)(round.Length * share)));

    private static string Text(IEnumerable<double> values, string format = "F0")
    {
        var spread = Spread.Of(values);
        string Of(double value) => value.ToString(format, CultureInfo.InvariantCulture);
        return spread.Min.Equals(spread.Max)
            ? Of(spread.Median)
            : $"{Of(spread.Median)} ({Of(spread.Min)}–{Of(spread.Max)})";
    }

    private (string Description, Func<Task> RunAsync) Timed(string name, Func<Task<double[]>> measure) => (
        name,
        async () =>
        {
            var round = await measure();
            if (!measured.TryGetValue(name, out var rounds))
            {
                measured.Add(name, rounds = []);
            }

            rounds.Add(round);
        }
    );
}
