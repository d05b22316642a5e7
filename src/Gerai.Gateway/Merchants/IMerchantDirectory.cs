using Gerai.Values;

namespace Gerai.Merchants;

/// <summary>All merchants beside one another, for who runs the gateway and for nobody else.</summary>
internal interface IMerchantDirectory
{
    /// <summary>
    /// The newest first, so many at most: those behind one, and of which the name or the number has a text in it. One
    /// question looks at ten thousand accounts at most and says how far it came.
    /// </summary>
    Task<MerchantPage> PageAsync(MerchantPlace? behind, string search, int countMax, CancellationToken cancel);
}

/// <summary>An account as the list shows it.</summary>
internal sealed record MerchantEntry(MerchantId Id, string Name, DateTimeOffset Since, DateTimeOffset? ClosedAt)
{
    public MerchantPlace Place => new(Since, Id);
}

/// <summary>Where a page of merchants ends.</summary>
internal sealed record MerchantPlace(DateTimeOffset Since, MerchantId Id);

/// <summary>A page of merchants, and where the next one begins, if there may be one.</summary>
internal sealed record MerchantPage(IReadOnlyList<MerchantEntry> Merchants, MerchantPlace? Next);
