using System.Collections.Concurrent;
using Gerai.Merchants;
using Gerai.Values;
using Microsoft.Extensions.Logging;

namespace Gerai.CoreApi;

/// <summary>
/// How many requests of one merchant are let in within a second, whichever nodes they come to. A node takes permits a
/// few at a time, so most requests ask nobody; where no limit is set none does.
/// </summary>
internal sealed class RequestLimit(
    CoreApiOptions options, IRequestPermits permits, TimeProvider time, ILogger<RequestLimit> log)
{
    // A tenth at a time: ten questions a second at most, and what a node has taken and not used is little.
    private const int Parts = 10;

    // A database that has not answered by then is treated as away: a limit is no reason to keep a merchant waiting.
    private static readonly TimeSpan AskMax = TimeSpan.FromMilliseconds(250);

    private readonly ConcurrentDictionary<MerchantId, Allowance> allowances = new();

    public async ValueTask<bool> TryEnterAsync(MerchantId merchant)
    {
        if (options.RequestsPerSecondMax == 0)
        {
            return true;
        }

        var own = allowances.GetOrAdd(merchant, _ => new Allowance());
        while (true)
        {
            Task more;
            lock (own)
            {
                own.TurnTo(time.GetUtcNow().ToUnixTimeSeconds());
                if (own.Left > 0)
                {
                    own.Left--;
                    return true;
                }

                if (own.IsSpent)
                {
                    return false;
                }

                // One question for all who wait.
                if (own.Asking.IsCompleted)
                {
                    own.Asking = AskAsync(merchant, own, own.Second, options.RequestsPerSecondMax - own.Taken);
                }

                more = own.Asking;
            }

            await more;
        }
    }

    private async Task AskAsync(MerchantId merchant, Allowance own, long second, int left)
    {
        var most = options.RequestsPerSecondMax;
        var got = left;
        if (left > 0)
        {
            try
            {
                var wanted = Math.Min(left, Math.Max(1, most / Parts));
                got = await permits.TakeAsync(merchant, second, wanted, most, CancellationToken.None)
                    .WaitAsync(AskMax, time);
            }
            catch (Exception broken)
            {
                // The database is away: this node goes by its own count for what is left of the second.
                log.LogWarning("A limit of requests is counted by this node alone: {Reason}", broken.Message);
            }
        }

        lock (own)
        {
            if (own.Second == second)
            {
                own.Left += got;
                own.Taken += got;
                own.IsSpent = got == 0;
            }
        }
    }

    /// <summary>What this node has of a merchant's permits in the second that is now.</summary>
    private sealed class Allowance
    {
        public long Second { get; private set; }

        public int Taken { get; set; }

        public int Left { get; set; }

        public bool IsSpent { get; set; }

        public Task Asking { get; set; } = Task.CompletedTask;

        public void TurnTo(long second)
        {
            if (second > Second)
            {
                (Second, Taken, Left, IsSpent) = (second, 0, 0, false);
            }
        }
    }
}
