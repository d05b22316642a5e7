using Gerai.Nodes;
using Gerai.Storage;
using Gerai.Tests.Support;

namespace Gerai.Tests.Storage;

/// <summary>
/// The list of living nodes and the permits they share. Books in a file are one node's: it is alone, and asks nobody.
/// </summary>
public abstract class NodeContract(DatabaseKind kind) : StorageContract(kind)
{
    private static readonly TimeSpan GoneAfter = NodeLoop.GoneAfter;

    private NodeRepository Nodes => new(Books.Database);

    private RequestPermits Permits => new(Books.Database);

    private bool IsShared => Books.Database.IsShared;

    [Fact]
    public async Task Each_node_has_a_place_of_its_own_until_it_leaves_or_is_missed()
    {
        Assert.Equal(NodePlace.Alone, await BeatAsync("b", Now));
        Assert.Equal(IsShared ? new NodePlace(0, 2) : NodePlace.Alone, await BeatAsync("a", Now.AddSeconds(1)));
        Assert.Equal(IsShared ? new NodePlace(1, 2) : NodePlace.Alone, await BeatAsync("b", Now.AddSeconds(2)));

        // The first has not been heard of for so long that it is given up; then it is back.
        Assert.Equal(NodePlace.Alone, await BeatAsync("b", Now.AddSeconds(1) + GoneAfter));
        Assert.Equal(IsShared ? new NodePlace(0, 2) : NodePlace.Alone, await BeatAsync("a", Now.AddSeconds(10)));

        await Nodes.LeaveAsync("b", Cancel);
        Assert.Equal(NodePlace.Alone, await BeatAsync("a", Now.AddSeconds(10)));
        Assert.Equal(IsShared ? 1 : 0, await Books.CountAsync("nodes"));
    }

    [Fact]
    public async Task Nodes_that_were_killed_are_forgotten_after_a_while()
    {
        await BeatAsync("a", Now);
        await BeatAsync("b", Now.AddHours(2));

        Assert.Equal(IsShared ? 1 : 0, await Books.CountAsync("nodes"));
    }

    [Fact]
    public async Task Permits_of_a_second_are_given_out_once_over_all_nodes_and_those_of_the_next_anew()
    {
        await using var second = Books.SecondNode();
        RequestPermits[] nodes = [Permits, new(second.Database)];

        var got = await Task.WhenAll(Enumerable.Range(0, 40)
            .Select(i => nodes[i % 2].TakeAsync(Some.MerchantId, 100, 3, 50, Cancel)));

        Assert.Equal(IsShared ? 50 : 120, got.Sum());
        Assert.Equal(IsShared ? 0 : 3, await Permits.TakeAsync(Some.MerchantId, 100, 3, 50, Cancel));
        Assert.Equal(3, await Permits.TakeAsync(Some.MerchantId, 101, 3, 50, Cancel));

        // A node whose clock is behind takes of the newest second, and begins none anew.
        Assert.Equal(IsShared ? 47 : 50, await Permits.TakeAsync(Some.MerchantId, 100, 50, 50, Cancel));
        Assert.Equal(IsShared ? 0 : 3, await Permits.TakeAsync(Some.MerchantId, 101, 3, 50, Cancel));
    }

    private Task<NodePlace> BeatAsync(string node, DateTimeOffset now) =>
        Nodes.BeatAsync(node, now, now - GoneAfter, Cancel);
}

public sealed class SqliteNodeTests() : NodeContract(DatabaseKind.Sqlite);

public sealed class PostgresNodeTests() : NodeContract(DatabaseKind.Postgres);
