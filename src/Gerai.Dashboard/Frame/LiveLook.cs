namespace Gerai.Dashboard.Frame;

/// <summary>
/// How an open page stays true: it looks again at each signal, and every few seconds for what no signal tells, such as
/// what another node did; never more often than its pause allows, however much happens.
/// </summary>
internal sealed class LiveLook(TimeProvider time, TimeSpan pause, CancellationToken left)
{
    /// <summary>For a look that costs a few reads.</summary>
    public static readonly TimeSpan ShortPause = TimeSpan.FromSeconds(1);

    /// <summary>For a look that counts.</summary>
    public static readonly TimeSpan LongPause = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan AtLeastEvery = TimeSpan.FromSeconds(5);

    /// <summary>Returns when the page is left.</summary>
    /// <param name="signal">Gives what ends at the next news. It is taken before each look, so that none is missed.
    /// </param>
    /// <param name="lookAsync">Looks. A look that fails is for the next one to make good.</param>
    /// <param name="failed">Is told of it.</param>
    public async Task FollowAsync(Func<Task> signal, Func<Task> lookAsync, Action<Exception> failed)
    {
        try
        {
            while (true)
            {
                var next = signal();
                try
                {
                    await lookAsync();
                }
                catch (Exception broken) when (broken is not OperationCanceledException)
                {
                    failed(broken);
                }

                // What happens in this pause is seen together at its end.
                await Task.Delay(pause, time, left);
                await WaitAsync(next);
            }
        }
        catch (OperationCanceledException) when (left.IsCancellationRequested)
        {
            // The page was left.
        }
    }

    private async Task WaitAsync(Task next)
    {
        try
        {
            await next.WaitAsync(AtLeastEvery, time, left);
        }
        catch (TimeoutException)
        {
            // Nothing was heard here: time to look by itself.
        }
    }
}
