using Gerai.Values;
using Microsoft.AspNetCore.Identity;

namespace Gerai.People;

/// <summary>
/// What two tries at once must not lose: it is written when Identity says so, and not with the person.
/// </summary>
internal sealed partial class PersonStore :
    IUserLockoutStore<Person>,
    IUserTwoFactorRecoveryCodeStore<Person>,
    IUserPasskeyStore<Person>
{
    public Task<DateTimeOffset?> GetLockoutEndDateAsync(Person user, CancellationToken cancellationToken) =>
        Task.FromResult(user.LockedUntil);

    public async Task SetLockoutEndDateAsync(
        Person user, DateTimeOffset? lockoutEnd, CancellationToken cancellationToken)
    {
        await people.LockAsync(user.Id, lockoutEnd, cancellationToken);
        user.LockedUntil = lockoutEnd;
    }

    // PersonAccounts counts and locks in one statement; this one only counts.
    public async Task<int> IncrementAccessFailedCountAsync(Person user, CancellationToken cancellationToken)
    {
        var (failures, _) = await people.CountFailureAsync(
            user.Id, int.MaxValue, DateTimeOffset.UnixEpoch, cancellationToken);
        return user.Failures = failures;
    }

    public async Task ResetAccessFailedCountAsync(Person user, CancellationToken cancellationToken)
    {
        await people.ForgetFailuresAsync(user.Id, cancellationToken);
        user.Failures = 0;
    }

    public Task<int> GetAccessFailedCountAsync(Person user, CancellationToken cancellationToken) =>
        Task.FromResult(user.Failures);

    public Task<bool> GetLockoutEnabledAsync(Person user, CancellationToken cancellationToken) =>
        Task.FromResult(true);

    // Nobody is exempt.
    public Task SetLockoutEnabledAsync(Person user, bool enabled, CancellationToken cancellationToken) =>
        Task.CompletedTask;

    public Task ReplaceCodesAsync(
        Person user, IEnumerable<string> recoveryCodes, CancellationToken cancellationToken) =>
        people.ReplaceRecoveryCodesAsync(user.Id, [.. recoveryCodes.Select(AsKept)], cancellationToken);

    public Task<bool> RedeemCodeAsync(Person user, string code, CancellationToken cancellationToken) =>
        people.UseRecoveryCodeAsync(user.Id, AsKept(code), cancellationToken);

    public Task<int> CountCodesAsync(Person user, CancellationToken cancellationToken) =>
        people.CountRecoveryCodesAsync(user.Id, cancellationToken);

    public async Task AddOrUpdatePasskeyAsync(
        Person user, UserPasskeyInfo passkey, CancellationToken cancellationToken)
    {
        if (!await passkeys.AddOrUpdateAsync(user.Id, passkey, cancellationToken))
        {
            throw new InvalidOperationException("This passkey is somebody else's.");
        }
    }

    public async Task<IList<UserPasskeyInfo>> GetPasskeysAsync(Person user, CancellationToken cancellationToken) =>
        [.. await passkeys.OfAsync(user.Id, cancellationToken)];

    public async Task<Person?> FindByPasskeyIdAsync(byte[] credentialId, CancellationToken cancellationToken) =>
        await passkeys.FindOwnerAsync(credentialId, cancellationToken) is { } owner
            ? await people.FindAsync(owner, cancellationToken)
            : null;

    public async Task<UserPasskeyInfo?> FindPasskeyAsync(
        Person user, byte[] credentialId, CancellationToken cancellationToken) =>
        (await passkeys.OfAsync(user.Id, cancellationToken))
            .FirstOrDefault(passkey => passkey.CredentialId.AsSpan().SequenceEqual(credentialId));

    public Task RemovePasskeyAsync(Person user, byte[] credentialId, CancellationToken cancellationToken) =>
        passkeys.RemoveAsync(user.Id, credentialId, cancellationToken);

    // As people copy them: with blanks around, or in small letters.
    private static string AsKept(string code) => code.Trim().ToUpperInvariant();
}
