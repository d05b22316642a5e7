using Gerai.LoadTests.Report;

namespace Gerai.LoadTests.Portal;

/// <summary>A page, and how long it took in each round.</summary>
internal sealed class PortalRow(string name, bool isHome, Func<Task<PageLoad>> open)
{
    private readonly List<PageLoad> rounds = [];

    public string Name => name;

    /// <summary>Home has a goal.</summary>
    public bool IsHome => isHome;

    public Spread FirstAnswer => Spread.Of(rounds.Select(round => round.FirstAnswer));

    public Spread Stands => Spread.Of(rounds.Select(round => round.Stands));

    /// <summary>The first visit of a day fills the books' caches for the others; it is not counted.</summary>
    public Task WarmUpAsync() => open();

    public async Task MeasureAsync() => rounds.Add(await open());
}
