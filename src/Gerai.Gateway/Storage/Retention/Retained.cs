namespace Gerai.Storage;

/// <summary>A kind of thing that the books keep for a while only, and how some of what is over is ended.</summary>
internal sealed record Retained
{
    /// <summary>Its name in the table <c>retention</c>.</summary>
    public required string What { get; init; }

    public required TimeSpan Life { get; init; }

    public TimeSpan Every { get; init; } = TimeSpan.FromHours(1);

    /// <summary>
    /// Whether a walk leaves rows in place, so that the next one has to begin where this one ended. Where everything
    /// walked over is deleted each begins at the beginning, and finds what was not over yet.
    /// </summary>
    public bool KeepsPlace { get; init; }

    public required Func<RetentionStep, CancellationToken, Task<RetentionStep>> EndSomeAsync { get; init; }
}

/// <summary>How far one kind's turn has come: what ends, and behind which place to go on.</summary>
internal sealed record RetentionStep(DateTimeOffset Now, DateTimeOffset Before, string Place)
{
    public int Ended { get; init; }

    /// <summary>Nothing is left that is over.</summary>
    public bool IsDone { get; init; }

    public long BeforeMs => Before.ToUnixTimeMilliseconds();

    /// <summary>After a statement that ends so many at most, wherever they are.</summary>
    public RetentionStep After(int ended, int most) => this with { Ended = Ended + ended, IsDone = ended < most };
}
