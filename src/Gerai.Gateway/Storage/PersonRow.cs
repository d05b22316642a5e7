using Gerai.People;
using Gerai.Values;

namespace Gerai.Storage;

/// <summary>A person as the database returns them.</summary>
internal sealed class PersonRow
{
    public const string Columns =
        """
        person_id, email, name, password_hash, security_stamp, authenticator_key_sealed, two_factor_since_ms,
        failures, locked_until_ms, operator_since_ms, created_at_ms, version
        """;

    public required string PersonId { get; init; }

    public required string Email { get; init; }

    public required string Name { get; init; }

    public string? PasswordHash { get; init; }

    public required string SecurityStamp { get; init; }

    public string? AuthenticatorKeySealed { get; init; }

    public long? TwoFactorSinceMs { get; init; }

    public required long Failures { get; init; }

    public long? LockedUntilMs { get; init; }

    public long? OperatorSinceMs { get; init; }

    public required long CreatedAtMs { get; init; }

    public required long Version { get; init; }

    /// <summary>Letters are alike in an address, large or small.</summary>
    public static string EmailKey(string email) => email.ToUpperInvariant();

    public static DateTimeOffset? Moment(long? milliseconds) =>
        milliseconds is { } moment ? DateTimeOffset.FromUnixTimeMilliseconds(moment) : null;

    public Person ToPerson(SecretSeal seal) => new()
    {
        Id = Values.PersonId.Of(PersonId),
        Email = EmailAddress.Of(Email),
        Name = Name,
        PasswordHash = PasswordHash,
        SecurityStamp = SecurityStamp,
        AuthenticatorKey = AuthenticatorKeySealed is { } key ? seal.Open(key) : null,
        TwoFactorSince = Moment(TwoFactorSinceMs),
        Failures = (int)Failures,
        LockedUntil = Moment(LockedUntilMs),
        OperatorSince = Moment(OperatorSinceMs),
        CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(CreatedAtMs),
        Version = Version,
    };
}
