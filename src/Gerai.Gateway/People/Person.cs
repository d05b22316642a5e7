using Gerai.Values;

namespace Gerai.People;

/// <summary>
/// Somebody who signs in to the portal. Not a record, since ASP.NET Core Identity changes a person step by step and
/// saves it once.
/// </summary>
internal sealed class Person
{
    public const int NameLengthMax = 100;

    public required PersonId Id { get; init; }

    /// <summary>Proved by the invitation that reached it, so it never changes; also the name to sign in with.</summary>
    public required EmailAddress Email { get; init; }

    public required string Name { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public string? PasswordHash { get; set; }

    /// <summary>Changes with every secret of the person, which ends what was signed in before.</summary>
    public string SecurityStamp { get; set; } = "";

    /// <summary>What the authenticator and we share, in Base32; sealed in the books.</summary>
    public string? AuthenticatorKey { get; set; }

    /// <summary>Since when a second factor is asked for, if it is.</summary>
    public DateTimeOffset? TwoFactorSince { get; set; }

    /// <summary>Wrong tries in a row. Written by <see cref="IPeople.CountFailureAsync"/>, not when saved.</summary>
    public int Failures { get; set; }

    /// <summary>Until when nobody can sign in as this person; written like <see cref="Failures"/>.</summary>
    public DateTimeOffset? LockedUntil { get; set; }

    /// <summary>Since when this person runs the gateway, if they do; written by an invitation.</summary>
    public DateTimeOffset? OperatorSince { get; init; }

    /// <summary>Counts the saves, so that of two edits at once one is refused.</summary>
    public long Version { get; set; } = 1;

    public bool IsLockedAt(DateTimeOffset now) => LockedUntil > now;

    public override string ToString() => $"person {Id}";
}
