using Gerai.Values;

namespace Gerai.Merchants;

/// <summary>Keeps merchants; a server key is found by its keyed hash and kept sealed, never in plain text.</summary>
internal interface IMerchantRepository
{
    Task<Merchant?> FindByKeyAsync(string serverKey, CancellationToken cancel);

    Task<Merchant?> FindAsync(MerchantId id, CancellationToken cancel);

    /// <returns>False when the number or the key is taken.</returns>
    Task<bool> AddAsync(Merchant merchant, DateTimeOffset now, CancellationToken cancel);

    /// <summary>
    /// Writes name, keys, addresses, stores and whether the account is open. False when there is none.
    /// </summary>
    Task<bool> UpdateAsync(Merchant merchant, CancellationToken cancel);
}
