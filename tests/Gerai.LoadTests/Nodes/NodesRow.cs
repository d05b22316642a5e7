using Gerai.LoadTests.Report;
using Gerai.LoadTests.Servers;

namespace Gerai.LoadTests.Nodes;

/// <summary>Some nodes, and what they took to answer charges, round by round.</summary>
internal sealed class NodesRow(string name, int count)
{
    private readonly List<Round> rounds = [];

    public string Name => name;

    public int Count => count;

    /// <summary>Whether each has a database of its own.</summary>
    public bool AreApart { get; init; }

    public List<ServerProcess> Nodes { get; } = [];

    public void Add(Round round) => rounds.Add(round);

    public Spread Of(Func<Round, double> figure) => Spread.Of(rounds.Select(figure));

    /// <summary>How much more each charge cost than with the others, in the round that was run beside it.</summary>
    public Spread Against(NodesRow others) =>
        Spread.Of(rounds.Zip(others.rounds, (mine, theirs) => mine.CpuEach / theirs.CpuEach));

    /// <summary>One round; processor time in seconds, the database's log and tables in bytes.</summary>
    internal sealed record Round
    {
        public required long Charges { get; init; }

        public required double Seconds { get; init; }

        public required double GatewayCpu { get; init; }

        public required double DatabaseCpu { get; init; }

        public required long LogBytes { get; init; }

        public required long TableBytes { get; init; }

        public double PerSecond => Charges / Seconds;

        /// <summary>Seconds of gateways and database together for 1,000 charges.</summary>
        public double CpuEach => Each(GatewayCpu + DatabaseCpu);

        public double Each(double cpu) => cpu / Charges * 1_000;
    }
}
