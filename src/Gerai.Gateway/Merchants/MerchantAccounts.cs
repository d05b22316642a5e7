using System.Collections.Concurrent;
using System.Globalization;
using Gerai.Nodes;
using Gerai.Stores;
using Gerai.Values;

namespace Gerai.Merchants;

/// <summary>Opens merchants' accounts and finds them again, remembering for a moment whom it has just found.</summary>
internal sealed class MerchantAccounts(
    IMerchantRepository repository, OtherNodes others, RandomSource random, TimeProvider time)
{
    // A change made by another node, such as closing an account, and the end of an old key take at most this long to
    // be seen here; mostly the other node tells.
    private static readonly TimeSpan FreshFor = TimeSpan.FromSeconds(1);

    // A million guessed keys must not fill the memory; misses are not remembered at all.
    private const int RememberedMax = 10_000;

    private const int TriesMax = 20;

    private readonly ConcurrentDictionary<string, (Merchant Merchant, long ReadAt)> byKey = new();
    private readonly ConcurrentDictionary<MerchantId, (Merchant Merchant, long ReadAt)> byId = new();

    public Task<Merchant?> FindByKeyAsync(string serverKey, CancellationToken cancel) =>
        RememberedAsync(
            byKey, serverKey, (key, stop) => repository.FindByKeyAsync(key, time.GetUtcNow(), stop), cancel);

    public Task<Merchant?> FindAsync(MerchantId id, CancellationToken cancel) =>
        RememberedAsync(byId, id, repository.FindAsync, cancel);

    /// <summary>Opens an account with a free number and, unless given, keys of its own.</summary>
    public async Task<Merchant> OpenAsync(NewMerchant wanted, CancellationToken cancel)
    {
        for (var attempt = 0; attempt < TriesMax; attempt++)
        {
            var merchant = NewAccount(wanted);
            if (await repository.AddAsync(merchant, wanted.By, time.GetUtcNow(), cancel))
            {
                return merchant;
            }

            // As of the beginning of time, because a key that has ended is taken too.
            if (await repository.FindByKeyAsync(merchant.ServerKey.Text, DateTimeOffset.MinValue, cancel) is not null)
            {
                throw new InvalidOperationException("Another merchant has this server key.");
            }
        }

        throw new InvalidOperationException("No free merchant number was found.");
    }

    /// <summary>
    /// Changes settings in somebody's name, as far as they differ between the merchant as it was seen and as it is
    /// wanted. It holds here at once.
    /// </summary>
    public async Task<SettingsChange> ChangeSettingsAsync(
        Merchant seen, Merchant wanted, Actor by, CancellationToken cancel)
    {
        var result = await repository.ChangeSettingsAsync(seen, wanted, by, time.GetUtcNow(), cancel);
        Forget(seen.Id);
        return result;
    }

    /// <summary>
    /// Closes or reopens an account in somebody's name. False when it is so already. It holds here at once.
    /// </summary>
    public async Task<bool> SwitchAsync(MerchantId id, bool isOpen, Actor by, CancellationToken cancel)
    {
        var isDone = await repository.SwitchAsync(id, isOpen, by, time.GetUtcNow(), cancel);
        Forget(id);
        return isDone;
    }

    /// <summary>
    /// Writes what has changed about a merchant, except its secrets, in nobody's name: for hosts that set up an account
    /// of their own, such as a sandbox. It holds here at once.
    /// </summary>
    public async Task ChangeAsync(Merchant changed, CancellationToken cancel)
    {
        if (!await repository.UpdateAsync(changed, cancel))
        {
            throw NoSuchMerchant();
        }

        Forget(changed.Id);
    }

    /// <summary>Changes where a merchant is told, and returns it as it is now.</summary>
    public async Task<Merchant> ChangeContactAsync(MerchantId id, ContactChange change, CancellationToken cancel)
    {
        if (!await repository.ChangeContactAsync(id, change, cancel))
        {
            throw NoSuchMerchant();
        }

        Forget(id);
        return await repository.FindAsync(id, cancel) ?? throw NoSuchMerchant();
    }

    /// <summary>Changes where a merchant's customers are led; pages that are open follow when they turn.</summary>
    public async Task ChangeRedirectsAsync(MerchantId id, RedirectUrls urls, CancellationToken cancel)
    {
        if (!await repository.ChangeRedirectsAsync(id, urls, cancel))
        {
            throw NoSuchMerchant();
        }

        Forget(id);
    }

    /// <summary>As the books have it now, for who is about to change it.</summary>
    public async Task<Merchant> ReadAsync(MerchantId id, CancellationToken cancel) =>
        await repository.FindAsync(id, cancel) ?? throw NoSuchMerchant();

    /// <summary>The server keys that open the door now, the newest first.</summary>
    public Task<IReadOnlyList<KeptKey>> ServerKeysAsync(MerchantId id, CancellationToken cancel) =>
        repository.ServerKeysAsync(id, time.GetUtcNow(), cancel);

    /// <summary>Gives a new server key; the ones before it stay good for the overlap, and not longer.</summary>
    public Task<Merchant> RotateServerKeyAsync(
        MerchantId id, TimeSpan overlap, Actor by, CancellationToken cancel) =>
        RotateAsync(
            id,
            now => repository.RotateServerKeyAsync(
                id, ServerKey.New(id.Environment, random), by, now, now + overlap, cancel),
            cancel);

    /// <summary>Gives a new webhook secret; the ones before it sign along for the overlap, and not longer.</summary>
    public Task<Merchant> RotateWebhookSecretAsync(
        MerchantId id, TimeSpan overlap, Actor by, CancellationToken cancel) =>
        RotateAsync(
            id,
            now => repository.RotateWebhookSecretAsync(id, WebhookSecret.New(random), by, now, now + overlap, cancel),
            cancel);

    /// <summary>Another node has changed something.</summary>
    public void ForgetAll()
    {
        byKey.Clear();
        byId.Clear();
    }

    private Merchant NewAccount(NewMerchant wanted) => new()
    {
        Id = MerchantId.Of(wanted.Environment, NewNumber()),
        Name = wanted.Name,
        ServerKey = wanted.ServerKey is { } key ? new ServerKey(key) : ServerKey.New(wanted.Environment, random),
        WebhookSecrets = [wanted.WebhookSecret ?? WebhookSecret.New(random)],
        ClientKey = wanted.ClientKey ?? ServerKey.NewClientKey(wanted.Environment, random),
        NotificationUrls = wanted.NotificationUrls,
        AlertEmail = wanted.AlertEmail,
        Stores = Enum.GetValues<StoreChain>(),
    };

    private async Task<Merchant> RotateAsync(
        MerchantId id, Func<DateTimeOffset, Task<bool>> rotate, CancellationToken cancel)
    {
        for (var attempt = 0; attempt < TriesMax; attempt++)
        {
            if (await rotate(time.GetUtcNow()))
            {
                Forget(id);
                return await repository.FindAsync(id, cancel) ?? throw NoSuchMerchant();
            }

            if (await repository.FindAsync(id, cancel) is null)
            {
                throw NoSuchMerchant();
            }
        }

        throw new InvalidOperationException($"Another rotation came between {TriesMax} times.");
    }

    private void Forget(MerchantId changed)
    {
        ForgetAll();
        others.Tell(NodeNews.Of(changed));
    }

    private static InvalidOperationException NoSuchMerchant() => new("There is no such merchant.");

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
