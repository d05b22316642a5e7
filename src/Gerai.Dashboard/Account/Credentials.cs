using Gerai.People;
using Microsoft.AspNetCore.Identity;

namespace Gerai.Dashboard.Account;

/// <summary>
/// Checks what somebody signs in with. Every wrong try of one who has an account counts, until it is locked for a while
/// (protocol 7.11); a right one is then refused like a wrong one.
/// </summary>
internal sealed class Credentials(Passwords passwords, PersonAccounts accounts)
{
    /// <summary>Whether this is the password of this person, who may be nobody.</summary>
    public async Task<Verdict> CheckPasswordAsync(Person? person, string password, CancellationToken cancel)
    {
        if (await passwords.MatchAsync(person, password, cancel) is not { } isRight)
        {
            return Verdict.Busy;
        }

        if (person is null || await accounts.IsLockedOutAsync(person))
        {
            return Verdict.Wrong;
        }

        return isRight ? Verdict.Right : await CountAsync(person);
    }

    /// <summary>Whether this is a code of the person's authenticator, or a recovery code, which it uses up.</summary>
    public async Task<Verdict> CheckCodeAsync(Person person, string code)
    {
        if (await accounts.IsLockedOutAsync(person))
        {
            return Verdict.Wrong;
        }

        var isRight = await IsAuthenticatorCodeAsync(person, code)
            || (await accounts.RedeemTwoFactorRecoveryCodeAsync(person, code)).Succeeded;
        return isRight ? Verdict.Right : await CountAsync(person);
    }

    /// <summary>Without counting, for who is signed in and switches the authenticator on.</summary>
    public Task<bool> IsAuthenticatorCodeAsync(Person person, string code) =>
        accounts.VerifyTwoFactorTokenAsync(person, TokenOptions.DefaultAuthenticatorProvider, code);

    private async Task<Verdict> CountAsync(Person person)
    {
        await accounts.AccessFailedAsync(person);
        return Verdict.Wrong;
    }
}
