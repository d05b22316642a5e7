namespace Gerai.Payments;

/// <summary>
/// Wakes the dispatcher when a payment has changed. Losing a signal only costs time: rows wait in the table.
/// </summary>
internal sealed class OutboxSignal : IDisposable
{
    private readonly SemaphoreSlim raised = new(0, 1);

    public void Raise()
    {
        try
        {
            raised.Release();
        }
        catch (SemaphoreFullException)
        {
            // Raised already and not yet heard: one is enough.
        }
    }

    /// <summary>Returns when the signal is raised, or after the given time.</summary>
    public async Task WaitAsync(TimeSpan longest, TimeProvider time, CancellationToken cancel)
    {
        using var patience = new CancellationTokenSource(longest, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancel);
        try
        {
            await raised.WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            // The longest wait is over.
        }
    }

    public void Dispose() => raised.Dispose();
}
