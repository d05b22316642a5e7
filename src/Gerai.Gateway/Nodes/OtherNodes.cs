using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Gerai.Nodes;

/// <summary>
/// Tells the other nodes, behind the caller's back: it never waits and never fails, and what gets lost is found by the
/// others' own looks. What comes in a few milliseconds goes out together.
/// </summary>
internal sealed class OtherNodes : IAsyncDisposable
{
    private const int WaitingMax = 10_000;

    private static readonly TimeSpan CollectFor = TimeSpan.FromMilliseconds(50);

    // What a leaving node still has to say is worth a moment, and no more: the others look by themselves.
    private static readonly TimeSpan LastWordsMax = TimeSpan.FromSeconds(2);

    private readonly Channel<NodeNews> waiting = Channel.CreateBounded<NodeNews>(
        new BoundedChannelOptions(WaitingMax) { SingleReader = true });

    private readonly INodeLine line;
    private readonly LivingNodes nodes;
    private readonly ILogger log;
    private readonly CancellationTokenSource cut = new();
    private readonly Task speaking;
    private int isSomethingLost;

    public OtherNodes(INodeLine line, LivingNodes nodes, ILogger<OtherNodes> log)
    {
        this.line = line;
        this.nodes = nodes;
        this.log = log;
        speaking = line.IsThere ? SpeakAsync() : Task.CompletedTask;
    }

    public void Tell(NodeNews news)
    {
        if (line.IsThere && !nodes.IsAlone && !waiting.Writer.TryWrite(news))
        {
            Interlocked.Exchange(ref isSomethingLost, 1);
        }
    }

    public async ValueTask DisposeAsync()
    {
        waiting.Writer.TryComplete();
        cut.CancelAfter(LastWordsMax);
        await speaking;
        cut.Dispose();
    }

    private async Task SpeakAsync()
    {
        while (await waiting.Reader.WaitToReadAsync())
        {
            try
            {
                await line.SayAsync(NodeMessage.Write(nodes.Id, Collect()), cut.Token);
            }
            catch (Exception broken)
            {
                // The edge: nobody's payment hangs on it. Once the line is back the others look at everything.
                Interlocked.Exchange(ref isSomethingLost, 1);
                log.LogWarning("The other nodes could not be told that something changed: {Reason}", broken.Message);
            }

            if (!waiting.Reader.Completion.IsCompleted)
            {
                // For others to gather: each message takes a lock that all nodes' messages take. Real milliseconds,
                // because nothing is decided by them that a test would want to turn.
                await Task.Delay(CollectFor, TimeProvider.System);
            }
        }
    }

    private HashSet<NodeNews> Collect()
    {
        var news = new HashSet<NodeNews>();
        while (news.Count < WaitingMax && waiting.Reader.TryRead(out var one))
        {
            news.Add(one);
        }

        return Interlocked.Exchange(ref isSomethingLost, 0) == 0 ? news : [NodeNews.Everything];
    }
}
