using Gerai.Values;
using Microsoft.AspNetCore.Identity;

namespace Gerai.People;

/// <summary>Keeps people's passkeys, in the form that ASP.NET Core Identity checks them in.</summary>
internal interface IPasskeys
{
    /// <summary>
    /// Adds a passkey, or writes its name, its sign count and what else its device says anew. False when it is somebody
    /// else's.
    /// </summary>
    Task<bool> AddOrUpdateAsync(PersonId person, UserPasskeyInfo passkey, CancellationToken cancel);

    /// <summary>The oldest first.</summary>
    Task<IReadOnlyList<UserPasskeyInfo>> OfAsync(PersonId person, CancellationToken cancel);

    Task<PersonId?> FindOwnerAsync(byte[] credential, CancellationToken cancel);

    /// <returns>False when this person has no such passkey.</returns>
    Task<bool> RemoveAsync(PersonId person, byte[] credential, CancellationToken cancel);
}
