namespace Gerai.AspNetCore.Inbox;

/// <summary>Wakes a worker of this process when something may be due.</summary>
internal sealed class InboxSignal : IDisposable
{
    // More than there are workers; who looks once sees all that is due.
    private const int RaisedMax = 64;

    private readonly SemaphoreSlim raised = new(0);

    public void Raise()
    {
        if (raised.CurrentCount < RaisedMax)
        {
            raised.Release();
        }
    }

    /// <summary>Returns when it was raised, or after this time.</summary>
    public async Task WaitAsync(TimeSpan wait, TimeProvider time, CancellationToken cancel)
    {
        using var limit = new CancellationTokenSource(wait, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        try
        {
            await raised.WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            // The time is over.
        }
    }

    public void Dispose() => raised.Dispose();
}
