using Gerai.LoadTests.Report;

namespace Gerai.LoadTests.Sdk;

/// <summary>One thing done over and over, one after the other: how long each takes, and what it allocates.</summary>
internal sealed class SdkRow(string name, Func<Task> run, SdkRow? handWritten = null)
{
    private readonly List<(double Microseconds, double Bytes)> rounds = [];

    // As many as fill a round: known after the warming up, and then the same in all rounds.
    private int count;

    public string Name => name;

    public SdkRow? HandWritten => handWritten;

    public Spread Microseconds => Spread.Of(rounds.Select(round => round.Microseconds));

    /// <summary>The median alone: the runtime's counter jumps by 2^32 now and then, in one round of many.</summary>
    public double Bytes => Spread.Of(rounds.Select(round => round.Bytes)).Median;

    /// <summary>Times the other's time, round by round: both had the same weather.</summary>
    public Spread TimeAgainst(SdkRow other) =>
        Spread.Of(rounds.Zip(other.rounds, (own, others) => own.Microseconds / others.Microseconds));

    public async Task WarmUpAsync(TimeSpan warming, TimeSpan round)
    {
        var started = TimeProvider.System.GetTimestamp();
        var done = 0;
        while (TimeProvider.System.GetElapsedTime(started) < warming)
        {
            await run();
            done++;
        }

        count = Math.Max(1, (int)(done * (round / warming)));
    }

    public async Task MeasureAsync()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var bytes = GC.GetTotalAllocatedBytes(precise: true);
        var started = TimeProvider.System.GetTimestamp();
        for (var i = 0; i < count; i++)
        {
            await run();
        }

        var took = TimeProvider.System.GetElapsedTime(started);
        rounds.Add((
            took.TotalMicroseconds / count,
            (double)(GC.GetTotalAllocatedBytes(precise: true) - bytes) / count));
    }
}
