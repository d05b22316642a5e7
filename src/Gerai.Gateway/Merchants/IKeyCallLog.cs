using Gerai.Values;

namespace Gerai.Merchants;

/// <summary>Keeps when keys were last used, and the calls that were refused, so many and for so long.</summary>
internal interface IKeyCallLog
{
    /// <summary>How many rows of an hour are told apart, for each merchant and for nobody.</summary>
    const int RowsPerHourMax = 100;

    /// <summary>Writes the later of what is known and what is told, since nodes write one after another.</summary>
    Task WriteUsesAsync(IReadOnlyList<(string KeyHash, KeyUse Use)> uses, CancellationToken cancel);

    /// <summary>
    /// Adds to what is there of the hour. Whose a key is or was is looked up now: a refusal does not wait for it.
    /// </summary>
    Task WriteRefusalsAsync(IReadOnlyList<RefusedKeyCall> refusals, CancellationToken cancel);

    /// <summary>
    /// The latest first. Nobody's are those without a key and with a key that is no merchant's: for the operator, and
    /// never for a merchant, who would learn of others.
    /// </summary>
    Task<IReadOnlyList<RefusedCall>> RefusedAsync(MerchantId? merchant, int most, CancellationToken cancel);

    /// <summary>Nobody's, with this key: for who holds it.</summary>
    Task<IReadOnlyList<RefusedCall>> RefusedWithAsync(string fingerprint, int most, CancellationToken cancel);
}

/// <summary>Refused calls as the door saw them, with the hash to find the key's merchant by.</summary>
internal sealed record RefusedKeyCall(string? KeyHash, RefusedCall Call);
