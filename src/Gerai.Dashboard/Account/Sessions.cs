using System.Security.Claims;
using Gerai.Dashboard.Frame;
using Gerai.People;
using Gerai.Values;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;

namespace Gerai.Dashboard.Account;

/// <summary>
/// Who is signed in. The cookie carries the session's token and which merchant the person looks at; all else is asked
/// of the books at every request, so that what is taken from somebody is gone at once.
/// </summary>
internal sealed class Sessions(
    PersonSessions sessions,
    IPersonSessionRepository repository,
    IPeople people,
    IMemberRepository members,
    IActivityLog log,
    TimeProvider time)
{
    public const string Scheme = CookieAuthenticationDefaults.AuthenticationScheme;

    public async Task BeginAsync(HttpContext context, Person person)
    {
        var cancel = context.RequestAborted;
        var device = context.Request.Headers.UserAgent.ToString();
        var (session, token) = await sessions.BeginAsync(person.Id, AccountDesk.From(context), device, cancel);
        var user = await UserAsync(session, token, wanted: null, cancel);
        await NoteAsync(context, person, ActivityKind.SignedIn, Visit.Of(user!)!.Merchant);
        await context.SignInAsync(Scheme, user!);
    }

    /// <summary>The person behind a cookie as they are now; nothing when the session is over.</summary>
    /// <param name="cookie">What the cookie says.</param>
    /// <param name="isAtWork">Whether a person caused the request, rather than a page that asks by itself.</param>
    /// <param name="cancel">Ends the question.</param>
    public async Task<ClaimsPrincipal?> FollowAsync(ClaimsPrincipal cookie, bool isAtWork, CancellationToken cancel)
    {
        if (cookie.FindFirstValue(Visit.TokenClaim) is not { } token
            || await sessions.FollowAsync(token, isAtWork, cancel) is not { } session)
        {
            return null;
        }

        return await UserAsync(session, token, cookie.FindFirstValue(Visit.MerchantClaim), cancel);
    }

    public async Task EndAsync(HttpContext context)
    {
        if (Visit.Of(context.User) is { } visit)
        {
            await repository.EndAsync(visit.Person, visit.Session, context.RequestAborted);
        }

        await context.SignOutAsync(Scheme);
    }

    /// <summary>Looks at another merchant from now on; without effect for one the person does not work for.</summary>
    public async Task ChooseAsync(HttpContext context, string merchant)
    {
        var token = context.User.FindFirstValue(Visit.TokenClaim)!;
        if (await sessions.FollowAsync(token, isAtWork: true, context.RequestAborted) is { } session
            && await UserAsync(session, token, merchant, context.RequestAborted) is { } user)
        {
            await context.SignInAsync(Scheme, user);
        }
    }

    /// <summary>Somebody tried to sign in as this person, who may be nobody, and failed.</summary>
    public async Task NoteRefusalAsync(HttpContext context, Person? person)
    {
        if (person is not null)
        {
            var works = await members.MembershipsAsync(person.Id, context.RequestAborted);
            MerchantId? merchant = works is [var first, ..] ? first.Merchant : null;
            await NoteAsync(context, person, ActivityKind.SignInRefused, merchant);
        }
    }

    /// <summary>Writes down what a person did with their own account.</summary>
    public Task NoteAsync(
        HttpContext context, Person person, ActivityKind kind, MerchantId? merchant, string? about = null) =>
        log.AppendAsync(
            new Activity
            {
                Merchant = merchant,
                Kind = kind,
                By = AccountDesk.Actor(context, person),
                At = time.GetUtcNow(),
                About = about,
            },
            context.RequestAborted);

    private async Task<ClaimsPrincipal?> UserAsync(
        PersonSession session, string token, string? wanted, CancellationToken cancel)
    {
        if (await people.FindAsync(session.Person, cancel) is not { } person)
        {
            return null;
        }

        var works = await members.MembershipsAsync(person.Id, cancel);
        var work = works.FirstOrDefault(one => one.Merchant.ToString() == wanted)
            ?? (works is [var first, ..] ? first : null);
        var claims = new List<Claim>
        {
            new(ClaimTypes.NameIdentifier, person.Id.Text),
            new(ClaimTypes.Name, person.Name),
            new(ClaimTypes.Email, person.Email.Text),
            new(Visit.SessionClaim, session.Id),
            new(Visit.TokenClaim, token),
        };
        if (work is not null)
        {
            claims.Add(new Claim(Visit.MerchantClaim, work.Merchant.ToString()));
            claims.Add(new Claim(ClaimTypes.Role, work.Role.ToString()));
        }

        if (person.OperatorSince is not null)
        {
            claims.Add(new Claim(Visit.OperatorClaim, "yes"));
        }

        return new ClaimsPrincipal(new ClaimsIdentity(claims, Scheme));
    }
}
