using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Gerai.Nodes;

/// <summary>
/// Keeps this node on the list of the living, and knows by it how many others there are. A node that ends takes itself
/// off; one that was killed is missed after a few beats.
/// </summary>
internal sealed class NodeLoop(
    INodeRepository repository,
    INodeLine line,
    LivingNodes nodes,
    OtherNodes others,
    TimeProvider time,
    ILogger<NodeLoop> log) : BackgroundService
{
    public static readonly TimeSpan BeatEvery = TimeSpan.FromSeconds(2);

    /// <summary>Four beats, so that a slow moment of the database makes nobody dead.</summary>
    public static readonly TimeSpan GoneAfter = TimeSpan.FromSeconds(8);

    /// <summary>Before anything is taken or sent, so that a new node begins with its share and not with all.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        if (line.IsThere)
        {
            await BeatAsync(cancellationToken);
        }

        await base.StartAsync(cancellationToken);
    }

    /// <summary>From here on what is written here is for others to send.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (!line.IsThere)
        {
            return;
        }

        nodes.Take(NodePlace.Gone);
        try
        {
            await repository.LeaveAsync(nodes.Id, cancellationToken);
        }
        catch (Exception broken)
        {
            log.LogWarning("This node could not take itself off the list: {Reason}", broken.Message);
        }

        others.Tell(NodeNews.NodesChanged);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (line.IsThere && !stoppingToken.IsCancellationRequested)
        {
            await nodes.WaitForChangeAsync(BeatEvery, time, stoppingToken);
            await BeatAsync(stoppingToken);
        }
    }

    private async Task BeatAsync(CancellationToken cancel)
    {
        try
        {
            var now = time.GetUtcNow();
            var found = await repository.BeatAsync(nodes.Id, now, now - GoneAfter, cancel);
            var before = nodes.Place;
            if (nodes.Take(found) && before != found)
            {
                // Also when another one came or died: who saw it first spares the others a wait.
                others.Tell(NodeNews.NodesChanged);
                log.LogInformation("This is node {Index} of {Count}", found.Index + 1, found.Count);
            }
        }
        catch (Exception broken) when (!cancel.IsCancellationRequested)
        {
            // The edge of a loop: the database may be away. The last place known is as good as any until it is back.
            log.LogWarning("The list of nodes could not be read: {Reason}", broken.Message);
        }
    }
}
