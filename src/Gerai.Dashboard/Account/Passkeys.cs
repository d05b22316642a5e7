using Gerai.People;
using Gerai.Values;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;

namespace Gerai.Dashboard.Account;

/// <summary>
/// Asks passkeys and checks what they answer, with what ASP.NET Core Identity has for it. A passkey that knows its
/// person (by a finger, a face or a PIN, which is demanded) is both factors in one.
/// </summary>
internal sealed class Passkeys(
    IPasskeyHandler<Person> handler,
    PasskeyQuestions questions,
    IPasskeys repository,
    PersonAccounts accounts,
    IPeople people,
    TimeProvider time)
{
    /// <summary>Enough for every device of a person, and no more than a page can show.</summary>
    public const int CountMax = 10;

    private const string LocalHost = "localhost";

    /// <summary>
    /// Browsers make passkeys for a name and not for an IP address, and only where nobody can listen: by https, or on
    /// this very machine.
    /// </summary>
    public static bool ArePossibleAt(HttpRequest request) =>
        Uri.CheckHostName(request.Host.Host) is UriHostNameType.Dns
        && (request.IsHttps || request.Host.Host == LocalHost);

    public static void Set(IdentityPasskeyOptions options)
    {
        options.UserVerificationRequirement = "required";
        options.ResidentKeyRequirement = "required";
        options.AttestationConveyancePreference = "none";
        options.AuthenticatorTimeout = PasskeyQuestions.GoodFor;

        // The account's pages tell browsers to send no Referer, and then forms have no Origin either. So the origin
        // that the device has signed is compared with where the form arrived.
        options.ValidateOrigin = asked => ValueTask.FromResult(
            !asked.CrossOrigin && asked.Origin == OriginOf(asked.HttpContext.Request));
    }

    /// <summary>What the browser is to ask any passkey for this place, and the question to send back with it.</summary>
    public async Task<(string Options, string Question)> AskAsync(HttpContext context)
    {
        var asked = await handler.MakeRequestOptionsAsync(user: null, context);
        return (
            asked.RequestOptionsJson,
            questions.Seal(PasskeyPurpose.SignIn, owner: "", label: "", asked.AssertionState!));
    }

    /// <summary>Whose passkey has answered, and whether it may be taken for them.</summary>
    public async Task<(Verdict Verdict, Person? Person)> CheckAsync(HttpContext context, string question, string answer)
    {
        var owner = await OwnerAsync(answer, context.RequestAborted);
        if (questions.Open(PasskeyPurpose.SignIn, question) is not { } asked
            || time.GetUtcNow() >= asked.Until)
        {
            return (Verdict.Wrong, owner);
        }

        var result = await handler.PerformAssertionAsync(new PasskeyAssertionContext
        {
            HttpContext = context,
            CredentialJson = answer,
            AssertionState = asked.State,
        });
        if (!result.Succeeded)
        {
            return (await CountAsync(owner), owner);
        }

        // The order matters: nothing is written for an answer that proves nothing, so strangers cannot fill the table.
        var person = result.User;
        var isRight = !await accounts.IsLockedOutAsync(person)
            && await repository.UseChallengeAsync(asked.Name, asked.Until, time.GetUtcNow(), context.RequestAborted)
            && await repository.NoteUseAsync(person.Id, result.Passkey, context.RequestAborted);
        return (isRight ? Verdict.Right : Verdict.Wrong, person);
    }

    /// <summary>What the browser is to make a passkey from, and the question to send back with it.</summary>
    public async Task<(string Options, string Question)> OfferAsync(HttpContext context, Person person, string label)
    {
        var offered = await handler.MakeCreationOptionsAsync(
            new PasskeyUserEntity { Id = person.Id.Text, Name = person.Email.Text, DisplayName = person.Name },
            context);
        return (
            offered.CreationOptionsJson,
            questions.Seal(PasskeyPurpose.Register, OwnerText(person), label, offered.AttestationState!));
    }

    /// <summary>Keeps the passkey that was made.</summary>
    /// <returns>What it is called; nothing when it was not made as asked, or too late.</returns>
    public async Task<string?> RegisterAsync(HttpContext context, Person person, string question, string answer)
    {
        var cancel = context.RequestAborted;
        if (questions.Open(PasskeyPurpose.Register, question) is not { } offered
            || offered.Owner != OwnerText(person)
            || time.GetUtcNow() >= offered.Until)
        {
            return null;
        }

        var result = await handler.PerformAttestationAsync(new PasskeyAttestationContext
        {
            HttpContext = context,
            CredentialJson = answer,
            AttestationState = offered.State,
        });
        if (!result.Succeeded
            || (await repository.OfAsync(person.Id, cancel)).Count >= CountMax
            || !await repository.UseChallengeAsync(offered.Name, offered.Until, time.GetUtcNow(), cancel))
        {
            return null;
        }

        result.Passkey.Name = offered.Label;
        return await repository.AddOrUpdateAsync(person.Id, result.Passkey, cancel) ? offered.Label : null;
    }

    // A wrong answer in the name of somebody's passkey counts like a wrong password.
    private async Task<Verdict> CountAsync(Person? owner)
    {
        if (owner is not null && !await accounts.IsLockedOutAsync(owner))
        {
            await accounts.AccessFailedAsync(owner);
        }

        return Verdict.Wrong;
    }

    private async Task<Person?> OwnerAsync(string answer, CancellationToken cancel) =>
        PasskeyAnswer.CredentialOf(answer) is { } credential
        && await repository.FindOwnerAsync(credential, cancel) is { } owner
            ? await people.FindAsync(owner, cancel)
            : null;

    // The stamp changes with the password; what was begun before with the old one cannot be ended after.
    private static string OwnerText(Person person) => $"{person.Id.Text}/{person.SecurityStamp}";

    // Without the port that goes without saying, as browsers write it.
    private static string OriginOf(HttpRequest request) =>
        new Uri($"{request.Scheme}://{request.Host.Value}").GetLeftPart(UriPartial.Authority);
}
