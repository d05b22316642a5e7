using System.Threading.Channels;

namespace Gerai.Payments;

/// <summary>
/// Wakes the dispatcher when a payment has changed. Losing a signal only costs time: rows wait in the table.
/// </summary>
internal sealed class OutboxSignal
{
    // Raised already and not yet heard: one is enough.
    private readonly Channel<bool> raised = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    private long count;

    /// <summary>How often it has been raised, to see whether that has happened meanwhile.</summary>
    public long Count => Interlocked.Read(ref count);

    public void Raise()
    {
        Interlocked.Increment(ref count);
        raised.Writer.TryWrite(true);
    }

    /// <summary>Returns when the signal is raised, after the given time, or when patience is at its end.</summary>
    public async Task WaitAsync(
        TimeSpan longest, TimeProvider time, CancellationToken patience, CancellationToken cancel)
    {
        using var limit = new CancellationTokenSource(longest, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, patience, cancel);
        try
        {
            await raised.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            // The longest wait is over.
        }
    }
}
