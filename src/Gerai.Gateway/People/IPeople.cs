using Gerai.Values;

namespace Gerai.People;

/// <summary>
/// Keeps people and what they sign in with. The authenticator key is sealed, recovery codes are kept as keyed hashes.
/// What must not be lost when two tries meet (failures, used codes) is written at once, and not with the person.
/// </summary>
internal interface IPeople
{
    Task<Person?> FindAsync(PersonId id, CancellationToken cancel);

    /// <summary>Letters are alike, large or small.</summary>
    Task<Person?> FindByEmailAsync(string email, CancellationToken cancel);

    /// <returns>False when the address or the id is taken.</returns>
    Task<bool> AddAsync(Person person, CancellationToken cancel);

    /// <summary>
    /// Writes name, password, stamp and second factor if the version is still the one that was read, and counts it up.
    /// </summary>
    Task<bool> SaveAsync(Person person, CancellationToken cancel);

    /// <summary>
    /// Counts a wrong try; the one that makes it <paramref name="most"/> locks, and counting begins anew.
    /// </summary>
    /// <returns>Failures in a row since, and until when the person is locked, if ever.</returns>
    Task<(int Failures, DateTimeOffset? LockedUntil)> CountFailureAsync(
        PersonId id, int most, DateTimeOffset lockedUntil, CancellationToken cancel);

    /// <summary>Forgets failures; a lock stays.</summary>
    Task ForgetFailuresAsync(PersonId id, CancellationToken cancel);

    /// <summary>Locks a person until then, or opens the lock.</summary>
    Task LockAsync(PersonId id, DateTimeOffset? until, CancellationToken cancel);

    /// <summary>
    /// Notes that the code of this time step was used. False when that one or a later one was used before: a code that
    /// somebody has watched is worth nothing.
    /// </summary>
    Task<bool> UseAuthenticatorStepAsync(PersonId id, long step, CancellationToken cancel);

    Task ReplaceRecoveryCodesAsync(PersonId id, IReadOnlyList<string> codes, CancellationToken cancel);

    /// <summary>Uses up a code. Of several at once one succeeds.</summary>
    Task<bool> UseRecoveryCodeAsync(PersonId id, string code, CancellationToken cancel);

    Task<int> CountRecoveryCodesAsync(PersonId id, CancellationToken cancel);
}
