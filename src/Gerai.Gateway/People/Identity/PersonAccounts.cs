using Gerai.Values;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Gerai.People;

/// <summary>
/// Identity's user manager, on our clock and with failures counted so that tries at once are all counted. It also lets
/// who was invited in.
/// </summary>
internal sealed class PersonAccounts(
    IUserStore<Person> store,
    IOptions<IdentityOptions> options,
    IPasswordHasher<Person> hasher,
    IEnumerable<IUserValidator<Person>> userValidators,
    IEnumerable<IPasswordValidator<Person>> passwordValidators,
    ILookupNormalizer normalizer,
    IdentityErrorDescriber errors,
    IServiceProvider services,
    ILogger<UserManager<Person>> logger,
    IPeople people,
    IMemberRepository members,
    RandomSource random,
    TimeProvider time) : UserManager<Person>(
        store, options, hasher, userValidators, passwordValidators, normalizer, errors, services, logger)
{
    /// <summary>Read anew, because another try may have locked the person since this one began.</summary>
    public override async Task<bool> IsLockedOutAsync(Person user) =>
        await people.FindAsync(user.Id, CancellationToken) is { } person && person.IsLockedAt(time.GetUtcNow());

    /// <summary>A right password comes too late when tries at once have locked the person meanwhile.</summary>
    public override async Task<bool> CheckPasswordAsync(Person user, string password) =>
        await base.CheckPasswordAsync(user, password) && !await IsLockedOutAsync(user);

    public override async Task<IdentityResult> AccessFailedAsync(Person user)
    {
        var end = time.GetUtcNow() + Options.Lockout.DefaultLockoutTimeSpan;
        (user.Failures, user.LockedUntil) = await people.CountFailureAsync(
            user.Id, Options.Lockout.MaxFailedAccessAttempts, end, CancellationToken);
        return IdentityResult.Success;
    }

    public override async Task<IdentityResult> ResetAccessFailedCountAsync(Person user)
    {
        await people.ForgetFailuresAsync(user.Id, CancellationToken);
        user.Failures = 0;
        return IdentityResult.Success;
    }

    /// <summary>Makes an account for who holds an invitation, and accepts it: both or neither.</summary>
    public async Task<Joining> JoinAsync(string token, string name, string password, string? from)
    {
        var now = time.GetUtcNow();
        if (await members.FindInvitationAsync(token, now, CancellationToken) is not { } invitation)
        {
            return new Joining(AcceptResult.NotValid);
        }

        // A stamp as good as Identity's own, which it makes where nobody can reach it.
        var person = new Person
        {
            Id = PersonId.New(random),
            Email = invitation.Email,
            Name = name,
            CreatedAt = now,
            SecurityStamp = GenerateNewAuthenticatorKey(),
        };
        var isGood = await ValidatePasswordAsync(person, password);
        if (!isGood.Succeeded)
        {
            return new Joining(Complaints: [.. isGood.Errors]);
        }

        person.PasswordHash = PasswordHasher.HashPassword(person, password);
        var result = await members.AcceptAsync(token, person, isNew: true, from, now, CancellationToken);
        return new Joining(result, result is AcceptResult.Accepted ? person : null);
    }

    /// <summary>Accepts an invitation for somebody who is signed in; it must be for their address.</summary>
    public Task<AcceptResult> AcceptAsync(string token, Person person, string? from) =>
        members.AcceptAsync(token, person, isNew: false, from, time.GetUtcNow(), CancellationToken);
}

/// <summary>How making an account ended: not at all, with complaints, when the password is too weak.</summary>
internal sealed record Joining(
    AcceptResult? Result = null, Person? Person = null, IReadOnlyList<IdentityError>? Complaints = null);
