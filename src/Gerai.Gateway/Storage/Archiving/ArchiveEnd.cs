namespace Gerai.Storage;

/// <summary>Money in one status.</summary>
internal sealed record ArchivedTotal(long Payments, long Rupiah)
{
    public ArchivedTotal Plus(long payments, long rupiah) => new(Payments + payments, Rupiah + rupiah);
}

/// <summary>How an export ended.</summary>
internal sealed record ArchiveEnd
{
    public required IReadOnlyList<ArchivedFile> NewFiles { get; init; }

    public required long Payments { get; init; }

    /// <summary>In the archive already, as the books have them.</summary>
    public required long WereThere { get; init; }

    /// <summary>Pending, still being told, or changing at this moment.</summary>
    public required long NotEnded { get; init; }
}

/// <summary>How a removal ended.</summary>
internal sealed record RemovalEnd
{
    public required long Removed { get; init; }

    public required long Rupiah { get; init; }

    /// <summary>What stays in the books, by the reason for it.</summary>
    public required IReadOnlyDictionary<string, long> Stayed { get; init; }
}
