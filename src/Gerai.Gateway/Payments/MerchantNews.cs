using System.Collections.Concurrent;
using Gerai.Values;

namespace Gerai.Payments;

/// <summary>
/// Wakes who watches all payments of a merchant when one was opened or has changed, at this node or, as far as is
/// heard, at another. Losing a signal only costs time: who watches looks for itself now and then.
/// </summary>
internal sealed class MerchantNews
{
    // A merchant is in here only while somebody waits, and until the next news at the latest; a charge that nobody
    // waits for costs a look.
    private readonly ConcurrentDictionary<MerchantId, TaskCompletionSource> waiting = new();

    /// <summary>Ends at the next news. Take it first and look then, and nothing is missed.</summary>
    public Task NextAsync(MerchantId merchant) => waiting.GetOrAdd(merchant, _ => New()).Task;

    public void Tell(MerchantId merchant)
    {
        if (waiting.TryRemove(merchant, out var told))
        {
            told.SetResult();
        }
    }

    /// <summary>Wakes all, when something may have changed of which nobody knows what.</summary>
    public void TellAll()
    {
        foreach (var merchant in waiting.Keys)
        {
            Tell(merchant);
        }
    }

    // Watchers go on elsewhere: a till's answer does not wait for the pages.
    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
