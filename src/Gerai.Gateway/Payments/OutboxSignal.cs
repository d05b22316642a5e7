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

    public void Raise() => raised.Writer.TryWrite(true);

    /// <summary>Returns when the signal is raised, or after the given time.</summary>
    public async Task WaitAsync(TimeSpan longest, TimeProvider time, CancellationToken cancel)
    {
        using var patience = new CancellationTokenSource(longest, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancel);
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
