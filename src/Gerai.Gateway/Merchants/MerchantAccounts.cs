using System.Collections.Concurrent;
using System.Globalization;
using Gerai.Stores;
using Gerai.Values;

namespace Gerai.Merchants;

/// <summary>Opens merchants' accounts and finds them again, remembering for a moment whom it has just found.</summary>
internal sealed class MerchantAccounts(IMerchantRepository repository, RandomSource random, TimeProvider time)
{
    // A change made by another node, such as closing an account, takes at most this long to be seen here.
    private static readonly TimeSpan FreshFor = TimeSpan.FromSeconds(1);

    // A million guessed keys must not fill the memory; misses are not remembered at all.
    private const int RememberedMax = 10_000;

    private const int TriesMax = 20;

    private readonly ConcurrentDictionary<string, (Merchant Merchant, long ReadAt)> byKey = new();
    private readonly ConcurrentDictionary<MerchantId, (Merchant Merchant, long ReadAt)> byId = new();

    public Task<Merchant?> FindByKeyAsync(string serverKey, CancellationToken cancel) =>
        RememberedAsync(byKey, serverKey, repository.FindByKeyAsync, cancel);

    public Task<Merchant?> FindAsync(MerchantId id, CancellationToken cancel) =>
        RememberedAsync(byId, id, repository.FindAsync, cancel);

    /// <summary>Opens an account with a free number and, unless given, keys of its own.</summary>
    public async Task<Merchant> OpenAsync(NewMerchant wanted, CancellationToken cancel)
    {
        for (var attempt = 0; attempt < TriesMax; attempt++)
        {
            var merchant = new Merchant
            {
                Id = MerchantId.Of(wanted.Environment, NewNumber()),
                Name = wanted.Name,
                ServerKey = wanted.ServerKey is { } key
                    ? new ServerKey(key)
                    : ServerKey.New(wanted.Environment, random),
                ClientKey = wanted.ClientKey ?? ServerKey.NewClientKey(wanted.Environment, random),
                NotificationUrls = wanted.NotificationUrls,
                Stores = Enum.GetValues<StoreChain>(),
            };
            if (await repository.AddAsync(merchant, time.GetUtcNow(), cancel))
            {
                return merchant;
            }

            if (await repository.FindByKeyAsync(merchant.ServerKey.Text, cancel) is not null)
            {
                throw new InvalidOperationException("Another merchant has this server key.");
            }
        }

        throw new InvalidOperationException("No free merchant number was found.");
    }

    /// <summary>Writes what has changed about a merchant, keys and addresses included; it holds here at once.</summary>
    public async Task ChangeAsync(Merchant changed, CancellationToken cancel)
    {
        if (!await repository.UpdateAsync(changed, cancel))
        {
            throw new InvalidOperationException("There is no such merchant.");
        }

        byKey.Clear();
        byId.Clear();
    }

    // G and nine digits (protocol 3.5); the first is not 0, so that the prefix of Alfamart codes is its beginning.
    private string NewNumber() =>
        "G" + (100_000_000 + (long)(random.NextFraction() * 900_000_000)).ToString(CultureInfo.InvariantCulture);

    private async Task<Merchant?> RememberedAsync<TKey>(
        ConcurrentDictionary<TKey, (Merchant Merchant, long ReadAt)> known,
        TKey key,
        Func<TKey, CancellationToken, Task<Merchant?>> find,
        CancellationToken cancel)
        where TKey : notnull
    {
        if (known.TryGetValue(key, out var seen) && time.GetElapsedTime(seen.ReadAt) < FreshFor)
        {
            return seen.Merchant;
        }

        if (known.Count >= RememberedMax)
        {
            known.Clear();
        }

        if (await find(key, cancel) is { } merchant)
        {
            known[key] = (merchant, time.GetTimestamp());
            return merchant;
        }

        known.TryRemove(key, out _);
        return null;
    }
}
