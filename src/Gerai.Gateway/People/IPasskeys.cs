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

    /// <summary>Gives it another name.</summary>
    /// <returns>False when this person has no such passkey.</returns>
    Task<bool> RenameAsync(PersonId person, byte[] credential, string name, CancellationToken cancel);

    /// <summary>
    /// Notes that somebody has signed in with it: its sign count and what else its device says. False when it is gone,
    /// or when the same count was noted meanwhile: of two that count alike one is a copy.
    /// </summary>
    Task<bool> NoteUseAsync(PersonId person, UserPasskeyInfo passkey, CancellationToken cancel);

    /// <summary>Uses up a question that passkeys were asked. Of several answers to one the first is taken.</summary>
    /// <param name="challenge">Names the question.</param>
    /// <param name="until">Since when it cannot be answered any more anyway.</param>
    /// <param name="now">When it is answered.</param>
    /// <param name="cancel">Ends the write.</param>
    Task<bool> UseChallengeAsync(
        string challenge, DateTimeOffset until, DateTimeOffset now, CancellationToken cancel);

    Task<PersonId?> FindOwnerAsync(byte[] credential, CancellationToken cancel);

    /// <returns>False when this person has no such passkey.</returns>
    Task<bool> RemoveAsync(PersonId person, byte[] credential, CancellationToken cancel);
}
