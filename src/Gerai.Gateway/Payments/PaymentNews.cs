using Gerai.Values;

namespace Gerai.Payments;

/// <summary>
/// Wakes who watches a payment when it has changed, at this node or, as far as is heard, at another. Losing a signal
/// only costs time: who watches looks for itself now and then.
/// </summary>
internal sealed class PaymentNews
{
    /// <summary>Each watcher is a connection; there are only so many.</summary>
    public const int WatchersMax = 20_000;

    /// <summary>One customer has a few screens; more of one payment is somebody with a loop.</summary>
    public const int WatchersOfOneMax = 20;

    private readonly Lock gate = new();
    private readonly Dictionary<TransactionId, Watched> watched = [];
    private int count;

    /// <summary>How many watch at the moment.</summary>
    public int Count
    {
        get
        {
            lock (gate)
            {
                return count;
            }
        }
    }

    /// <returns>False when too many watch already; otherwise <see cref="Leave"/> must follow.</returns>
    public bool TryEnter(TransactionId id)
    {
        lock (gate)
        {
            var one = watched.TryGetValue(id, out var known) ? known : new Watched();
            if (count == WatchersMax || one.Count == WatchersOfOneMax)
            {
                return false;
            }

            watched[id] = one;
            one.Count++;
            count++;
            return true;
        }
    }

    public void Leave(TransactionId id)
    {
        lock (gate)
        {
            count--;
            if (--watched[id].Count == 0)
            {
                watched.Remove(id);
            }
        }
    }

    /// <summary>Ends at the next change. Take it first and look at the payment then, and nothing is missed.</summary>
    public Task NextAsync(TransactionId id)
    {
        lock (gate)
        {
            return watched[id].Next.Task;
        }
    }

    public void Tell(TransactionId id)
    {
        TaskCompletionSource told;
        lock (gate)
        {
            if (!watched.TryGetValue(id, out var one))
            {
                return;
            }

            told = one.Next;
            one.Next = New();
        }

        told.SetResult();
    }

    /// <summary>Wakes all, when something may have changed of which nobody knows what.</summary>
    public void TellAll()
    {
        List<TransactionId> all;
        lock (gate)
        {
            all = [.. watched.Keys];
        }

        all.ForEach(Tell);
    }

    // Watchers go on elsewhere: a till's answer does not wait for the pages.
    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private sealed class Watched
    {
        public int Count { get; set; }

        public TaskCompletionSource Next { get; set; } = New();
    }
}
