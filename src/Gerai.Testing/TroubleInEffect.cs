namespace Gerai.Testing;

/// <summary>One trouble a test has ordered. It ends when it has happened as often as asked, or when disposed.</summary>
public sealed class TroubleInEffect : IDisposable
{
    private readonly int timesMax;
    private readonly Lock gate = new();
    private readonly CancellationTokenSource ended = new();
    private int met;
    private bool isOver;

    internal TroubleInEffect(int times)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(times, 1);
        timesMax = times;
        Ended = ended.Token;
    }

    /// <summary>How often it has happened. A test that asserts it knows that its trouble was met at all.</summary>
    public int Times
    {
        get
        {
            lock (gate)
            {
                return met;
            }
        }
    }

    /// <summary>Cancelled when the test ends it: who hangs because of it is let go.</summary>
    internal CancellationToken Ended { get; }

    /// <summary>Ends it, however often it has happened.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            if (isOver)
            {
                return;
            }

            isOver = true;
        }

        ended.Cancel();
        ended.Dispose();
    }

    internal bool TryHappen()
    {
        lock (gate)
        {
            if (isOver || met == timesMax)
            {
                return false;
            }

            met++;
            return true;
        }
    }
}
