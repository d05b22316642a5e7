using Gerai.Values;

namespace Gerai.People;

/// <summary>
/// What people changed, merchant by merchant. Lines are only ever added, and a change by hand is found: each carries a
/// keyed hash of itself and the line before it.
/// </summary>
internal interface IActivityLog
{
    Task AppendAsync(Activity activity, CancellationToken cancel);

    /// <summary>The newest first, a page at a time: those before a number, or from the end.</summary>
    Task<IReadOnlyList<ActivityEntry>> ReadAsync(
        MerchantId? merchant, long? before, int most, CancellationToken cancel);

    /// <summary>The newest of these kinds alone, newest first.</summary>
    Task<IReadOnlyList<ActivityEntry>> NewestAsync(
        MerchantId? merchant, IReadOnlyList<ActivityKind> kinds, int most, CancellationToken cancel);

    /// <summary>
    /// Reads the whole log of a merchant and returns the first number that is not as it was written, if any.
    /// </summary>
    Task<long?> FindBrokenAsync(MerchantId? merchant, CancellationToken cancel);
}
