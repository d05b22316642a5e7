namespace Gerai.LoadTests.Load;

/// <summary>
/// So many a second, evenly, whether or not those before are done: customers do not wait for each other.
/// </summary>
internal static class Pace
{
    private static readonly TimeProvider Clock = TimeProvider.System;

    // Finer than the time between two of any load of ours, and coarse enough to cost nothing.
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(1);

    public static async Task RunAsync<T>(IReadOnlyList<T> all, int perSecond, Func<T, Task> runAsync)
    {
        var started = Clock.GetTimestamp();
        var running = new List<Task>(all.Count);
        while (running.Count < all.Count)
        {
            var due = Math.Min(all.Count, (int)(Clock.GetElapsedTime(started).TotalSeconds * perSecond) + 1);
            while (running.Count < due)
            {
                running.Add(runAsync(all[running.Count]));
            }

            // Until the next one is due.
            await Task.Delay(Step, Clock);
        }

        await Task.WhenAll(running);
    }
}
