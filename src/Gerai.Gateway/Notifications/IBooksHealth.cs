namespace Gerai.Notifications;

/// <summary>How the books stand, for who runs the gateway: a few short reads, each along an index.</summary>
internal interface IBooksHealth
{
    Task<BooksHealth> ReadAsync(DateTimeOffset now, CancellationToken cancel);
}

/// <summary>
/// How the books stand at a moment. A count that has reached <see cref="CountMax"/> means: that many or more.
/// </summary>
internal sealed record BooksHealth
{
    public const int CountMax = 1_001;

    /// <summary>How far back dead letters are counted.</summary>
    public static readonly TimeSpan LetterAge = TimeSpan.FromDays(1);

    /// <summary>The number of the newest script that the schema has had.</summary>
    public required int Migration { get; init; }

    /// <summary>Also those whose moment has not come.</summary>
    public required int Waiting { get; init; }

    /// <summary>Since when the longest of those whose moment has come is waiting, if any is.</summary>
    public DateTimeOffset? OldestDueAt { get; init; }

    /// <summary>Merchants' servers that are left alone for a while.</summary>
    public required int OpenCircuits { get; init; }

    /// <summary>Payments whose time is over and which nobody has written down as expired yet.</summary>
    public required int Overdue { get; init; }

    public DateTimeOffset? OldestOverdueAt { get; init; }

    public required int Unmatched { get; init; }

    public required int DeadLetters { get; init; }
}
