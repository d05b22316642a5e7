using Gerai.Values;

namespace Gerai.Merchants;

/// <summary>
/// Keeps merchants; a server key is found by its keyed hash. Secrets are kept sealed, never in plain text.
/// </summary>
internal interface IMerchantRepository
{
    /// <summary>Whose key this is at that moment: the newest one, or one before it that has not ended yet.</summary>
    Task<Merchant?> FindByKeyAsync(string serverKey, DateTimeOffset now, CancellationToken cancel);

    Task<Merchant?> FindAsync(MerchantId id, CancellationToken cancel);

    /// <param name="merchant">The new one.</param>
    /// <param name="by">Who opens it, for its first line of activity; nobody for a host's own account.</param>
    /// <param name="now">Since when it is there.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <returns>False when the number or the key is taken.</returns>
    Task<bool> AddAsync(Merchant merchant, Actor? by, DateTimeOffset now, CancellationToken cancel);

    /// <inheritdoc cref="AddAsync(Merchant, Actor?, DateTimeOffset, CancellationToken)"/>
    Task<bool> AddAsync(Merchant merchant, DateTimeOffset now, CancellationToken cancel) =>
        AddAsync(merchant, by: null, now, cancel);

    /// <summary>
    /// Writes name, client key, addresses, stores and whether the account is open. False when there is none.
    /// </summary>
    Task<bool> UpdateAsync(Merchant merchant, CancellationToken cancel);

    /// <summary>
    /// Closes or reopens an account, with a line of activity. False when there is none, or it is so already.
    /// </summary>
    Task<bool> SwitchAsync(MerchantId id, bool isOpen, Actor by, DateTimeOffset now, CancellationToken cancel);

    /// <summary>
    /// Changes name, addresses, alert mail, redirects, schedule and names of custom fields as far as they differ
    /// between the merchant as it was seen and as it is wanted; the rest stays. Each change writes its line of activity
    /// in the same transaction.
    /// </summary>
    Task<SettingsChange> ChangeSettingsAsync(
        Merchant seen, Merchant wanted, Actor by, DateTimeOffset now, CancellationToken cancel);

    /// <summary>
    /// Writes where a merchant is told and nothing else, so that it undoes no other change made meanwhile. False when
    /// there is none.
    /// </summary>
    Task<bool> ChangeContactAsync(MerchantId id, ContactChange change, CancellationToken cancel);

    /// <summary>
    /// Writes where a merchant's customers are led, all three and nothing else. False when there is no such merchant.
    /// </summary>
    Task<bool> ChangeRedirectsAsync(MerchantId id, RedirectUrls urls, CancellationToken cancel);

    /// <summary>The server keys that open the door at that moment, the newest first.</summary>
    Task<IReadOnlyList<KeptKey>> ServerKeysAsync(MerchantId id, DateTimeOffset now, CancellationToken cancel);

    /// <summary>
    /// Gives a new server key; each one before it ends at <paramref name="oldEnd"/> at the latest. A line of activity
    /// with the new one's fingerprint is written with it.
    /// </summary>
    /// <returns>
    /// False when there is no such merchant, the key is taken, or another rotation came between; nothing was written
    /// then.
    /// </returns>
    Task<bool> RotateServerKeyAsync(
        MerchantId id, ServerKey next, Actor by, DateTimeOffset now, DateTimeOffset oldEnd, CancellationToken cancel);

    /// <summary>
    /// The same for webhook secrets; those that have ended are forgotten, since nobody may ever ask for them again.
    /// </summary>
    /// <returns>False when there is no such merchant or another rotation came between.</returns>
    Task<bool> RotateWebhookSecretAsync(
        MerchantId id,
        WebhookSecret next,
        Actor by,
        DateTimeOffset now,
        DateTimeOffset oldEnd,
        CancellationToken cancel);
}
