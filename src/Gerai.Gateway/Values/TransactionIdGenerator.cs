namespace Gerai.Values;

/// <summary>
/// Hands out transaction ids that grow, also within one tick of the clock: of two payments with one order id, the
/// later one must sort later.
/// </summary>
internal sealed class TransactionIdGenerator(RandomSource random)
{
    // The fraction of a millisecond has 4,096 steps, so ids further apart than this differ in their first 64 bits.
    private const long Step = (TimeSpan.TicksPerMillisecond / 4096) + 1;

    private long last;

    public TransactionId Next(DateTimeOffset now, Slot slot)
    {
        var ticks = (now - DateTimeOffset.UnixEpoch).Ticks;
        long seen, next;
        do
        {
            seen = Volatile.Read(ref last);
            next = Math.Max(ticks, seen + Step);
        }
        while (Interlocked.CompareExchange(ref last, next, seen) != seen);

        return TransactionId.Of(next, slot, random);
    }
}
