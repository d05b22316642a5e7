using Gerai.LoadTests.Report;

namespace Gerai.LoadTests.Nodes;

/// <summary>What so many nodes on one database took to answer charges, round by round.</summary>
internal sealed class NodesRow(int nodes)
{
    private readonly List<Round> rounds = [];

    public int Nodes => nodes;

    public void Add(Round round) => rounds.Add(round);

    public Spread Of(Func<Round, double> figure) => Spread.Of(rounds.Select(figure));

    /// <summary>How much more each charge cost than with one node, in the round that was run beside it.</summary>
    public Spread Against(NodesRow one) =>
        Spread.Of(rounds.Zip(one.rounds, (mine, theirs) => mine.CpuEach / theirs.CpuEach));

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
