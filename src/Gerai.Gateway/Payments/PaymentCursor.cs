namespace Gerai.Payments;

/// <summary>
/// Where the next page of a search begins. It names a place and not a count, so payments that come in meanwhile
/// neither repeat a line nor hide one. Good only for the search that it came from.
/// </summary>
/// <param name="Place">Behind which line of the merchant's history to go on; or where the part that is sorted begins.
/// </param>
/// <param name="Behind">The last payment that was listed, when the order is not the history's own.</param>
internal sealed record PaymentCursor(HistoryPlace Place, SortValue? Behind);

/// <summary>A line in the order in which a merchant's history is read: moment, transaction id, version.</summary>
internal readonly record struct HistoryPlace(long AtMs, string Transaction, long Version);

/// <summary>What a payment is sorted by, compared in the same way whatever the database.</summary>
internal readonly record struct SortValue(long Number, string Text, string Transaction)
{
    /// <summary>Below zero when this one comes first, counting up.</summary>
    public int Against(SortValue other) =>
        Number.CompareTo(other.Number) is not 0 and var byNumber ? byNumber
        : string.CompareOrdinal(Text, other.Text) is not 0 and var byText ? byText
        : string.CompareOrdinal(Transaction, other.Transaction);
}
