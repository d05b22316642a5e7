using Microsoft.Extensions.Logging;

namespace Gerai.Running;

/// <summary>
/// Whether this node should be sent requests: its books take a write within bounded time, and it is not leaving. That
/// they are migrated needs no look, since a node that listens has seen to it.
/// </summary>
/// <param name="write">Makes a write durable, in the same line as all others of this node.</param>
internal sealed class Readiness(Func<Task> write, Func<bool> isLeaving, TimeProvider time, ILogger<Readiness> log)
{
    /// <summary>How long an answer is good: a flood of questions costs one write a second.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromSeconds(1);

    /// <summary>How long a write may take. Some of it is waiting behind the payments.</summary>
    public static readonly TimeSpan WriteMax = TimeSpan.FromSeconds(2);

    public const string Leaving = "draining";
    public const string NoWrites = "the database takes no writes";

    private readonly Lock gate = new();
    private Task<bool>? look;
    private Task writing = Task.CompletedTask;
    private long lookedAt;

    /// <summary>Why this node is not ready, or nothing when it is.</summary>
    public async Task<string?> ComplaintAsync() => isLeaving() ? Leaving : await LookAsync() ? null : NoWrites;

    private Task<bool> LookAsync()
    {
        lock (gate)
        {
            if (look is null || (look.IsCompleted && time.GetElapsedTime(lookedAt) >= KeptFor))
            {
                lookedAt = time.GetTimestamp();
                look = TryAsync();
            }

            return look;
        }
    }

    private async Task<bool> TryAsync()
    {
        try
        {
            // One that hangs is waited for again, not joined by a second.
            if (writing.IsCompleted)
            {
                writing = write();
            }

            await writing.WaitAsync(WriteMax, time);
            return true;
        }
        catch (Exception broken)
        {
            // Whatever it was, requests are better off elsewhere.
            log.LogWarning(broken, "This node is not ready: {Reason}", NoWrites);
            return false;
        }
    }
}
