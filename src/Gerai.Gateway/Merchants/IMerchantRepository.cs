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

    /// <returns>False when the number or the key is taken.</returns>
    Task<bool> AddAsync(Merchant merchant, DateTimeOffset now, CancellationToken cancel);

    /// <summary>
    /// Writes name, client key, addresses, stores and whether the account is open. False when there is none.
    /// </summary>
    Task<bool> UpdateAsync(Merchant merchant, CancellationToken cancel);

    /// <summary>
    /// Writes what <paramref name="change"/> makes of a merchant's settings and nothing else, each difference with its
    /// line of activity. Nobody changes them in between.
    /// </summary>
    /// <param name="id">Whose.</param>
    /// <param name="change">
    /// Given them as they are now; nothing when they are not as it believed. It may be asked again.
    /// </param>
    /// <param name="by">Who changes them.</param>
    /// <param name="now">When.</param>
    /// <param name="cancel">Ends the wait.</param>
    Task<SettingsChange> ChangeSettingsAsync(
        MerchantId id,
        Func<MerchantSettings, MerchantSettings?> change,
        Actor by,
        DateTimeOffset now,
        CancellationToken cancel);

    /// <summary>The server keys that open the door at that moment, the newest first.</summary>
    Task<IReadOnlyList<KeptKey>> ServerKeysAsync(MerchantId id, DateTimeOffset now, CancellationToken cancel);

    /// <summary>
    /// Gives a new server key; each one before it ends at <paramref name="oldEnd"/> at the latest. The line of activity
    /// has both fingerprints.
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
