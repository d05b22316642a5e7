namespace Gerai.Storage;

/// <summary>Settings of the database.</summary>
public sealed record StorageOptions
{
    /// <summary>How many writes share one transaction at most; 1 gives each a commit of its own.</summary>
    public int GroupMax { get; init; } = 512;

    /// <summary>
    /// How many writes may wait. Who comes later waits outside, and is told so by its own time limit.
    /// </summary>
    public int WaitingMax { get; init; } = 10_000;

    /// <summary>
    /// How many transactions a node fills at once on PostgreSQL; with more of them, fewer writes share a commit.
    /// SQLite has room for one.
    /// </summary>
    public int Writers { get; init; } = 1;

    /// <summary>
    /// How long a write or a read waits for a PostgreSQL that cannot be reached, such as while a standby takes over.
    /// </summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>
    /// How long writes that nobody waits for stay for company: so short that a kill takes few of them, long enough for
    /// a busy dispatcher to fill a transaction.
    /// </summary>
    internal TimeSpan UnhurriedMax { get; init; } = TimeSpan.FromMilliseconds(5);
}
