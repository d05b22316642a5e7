using Gerai.Values;

namespace Gerai.Payments;

/// <summary>The right to answer for an idempotency key, until another request takes it over.</summary>
internal sealed record IdempotencyClaim(MerchantId Merchant, string Key, DateTimeOffset ClaimedAt);

/// <summary>What is known of an idempotency key.</summary>
internal abstract record IdempotencyState
{
    /// <summary>The key was free and is now the caller's.</summary>
    internal sealed record Claimed(IdempotencyClaim Claim) : IdempotencyState;

    /// <summary>Another request with this key has not ended yet.</summary>
    internal sealed record Running : IdempotencyState;

    /// <summary>A request with this key ended in this version of this payment; its answer is told again.</summary>
    internal sealed record Answered(TransactionId Id, int Version) : IdempotencyState;
}

/// <summary>
/// Remembers for which request of a merchant a key was used. What is kept is not the answer's text but the version of
/// the payment it told: the text follows from it, byte for byte.
/// </summary>
internal interface IIdempotencyRepository
{
    /// <summary>Protocol 1.39.</summary>
    static readonly TimeSpan KeyLife = TimeSpan.FromMinutes(5);

    Task<IdempotencyState> ClaimAsync(MerchantId merchant, string key, DateTimeOffset now, CancellationToken cancel);

    /// <summary>Frees a key whose request has failed: only successes are kept (protocol 1.39).</summary>
    Task ReleaseAsync(IdempotencyClaim claim, CancellationToken cancel);

    /// <summary>Deletes keys that are over, so many at most and the oldest first. Returns how many.</summary>
    Task<int> DeleteOldAsync(DateTimeOffset now, int most, CancellationToken cancel);
}
