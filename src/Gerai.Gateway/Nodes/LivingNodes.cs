using System.Threading.Channels;
using Gerai.Values;

namespace Gerai.Nodes;

/// <summary>
/// What this node knows of the others: how many there are and which of them it is. A moment old, so whoever goes by it
/// must be right without it too: rows are still taken by an update that finds them as they were seen.
/// </summary>
internal sealed class LivingNodes
{
    private readonly Channel<bool> looks = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    private volatile NodePlace place = NodePlace.Alone;
    private volatile bool isKnown;
    private int helpWanted;
    private Action? placeChanged;

    /// <summary>By what the others tell this node from themselves: chance, new at every start.</summary>
    public string Id { get; } = $"{RandomSource.Secure.NextUuid():N}";

    /// <summary>Until it has looked it takes itself to be alone.</summary>
    public NodePlace Place => place;

    /// <summary>Whether it has looked and found nobody else, so that there is nobody to tell anything.</summary>
    public bool IsAlone => isKnown && place.Count == 1;

    /// <summary>Is done whenever this node has another place than before, and with it other slots.</summary>
    public void WhenPlaceChanges(Action act) => placeChanged += act;

    /// <returns>Whether it is another place than before.</returns>
    public bool Take(NodePlace found)
    {
        var isNew = !isKnown || found != place;
        place = found;
        isKnown = true;
        if (isNew)
        {
            placeChanged?.Invoke();
        }

        return isNew;
    }

    /// <summary>Somebody has come or gone.</summary>
    public void LookAgain() => looks.Writer.TryWrite(true);

    /// <summary>Returns when somebody has come or gone, or after the given time.</summary>
    public async Task WaitForChangeAsync(TimeSpan longest, TimeProvider time, CancellationToken cancel)
    {
        using var limit = new CancellationTokenSource(longest, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        try
        {
            await looks.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            // The longest wait is over.
        }
    }

    /// <summary>Another node has no places left, so the next look may take what is due in its slots.</summary>
    public void Help() => Interlocked.Exchange(ref helpWanted, 1);

    /// <summary>Whether help was asked for since the last time this was.</summary>
    public bool TakeCallForHelp() => Interlocked.Exchange(ref helpWanted, 0) == 1;
}
