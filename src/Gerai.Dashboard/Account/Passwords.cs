using System.Threading.RateLimiting;
using Gerai.People;
using Gerai.Values;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Gerai.Dashboard.Account;

/// <summary>
/// Compares passwords, for one who is nobody as well as for anybody else, so that the time it takes tells nothing.
/// </summary>
internal sealed class Passwords : IDisposable
{
    // A password costs a good part of a second of a processor, on purpose. Whoever sends many must not take it from
    // payments: so many are compared at once, so many wait, and the rest hear that it is busy.
    private const int AtOnceMax = 2;
    private const int WaitingMax = 20;

    private readonly ConcurrencyLimiter limiter = new(new ConcurrencyLimiterOptions
    {
        PermitLimit = AtOnceMax,
        QueueLimit = WaitingMax,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    private readonly PasswordHasher<Person> hasher;
    private readonly Person nobody;

    public Passwords(IOptions<PasswordHasherOptions> options, RandomSource random)
    {
        hasher = new PasswordHasher<Person>(options);
        nobody = new Person
        {
            Id = PersonId.New(random),
            Email = EmailAddress.Of("nobody@gerai.example"),
            Name = "",
            CreatedAt = DateTimeOffset.UnixEpoch,
        };
        nobody.PasswordHash = hasher.HashPassword(nobody, random.NextText(PasswordRules.LengthMin));
    }

    public string Hash(Person person, string password) => hasher.HashPassword(person, password);

    /// <summary>Whether this is the person's password; nothing when too many are being compared.</summary>
    public async Task<bool?> MatchAsync(Person? person, string password, CancellationToken cancel)
    {
        using var permit = await limiter.AcquireAsync(1, cancel);
        if (!permit.IsAcquired)
        {
            return null;
        }

        // None is so long; hashing what is would only cost.
        var tried = password.Length > PasswordRules.LengthMax ? "" : password;
        var hash = person?.PasswordHash ?? nobody.PasswordHash!;
        var isSame = hasher.VerifyHashedPassword(person ?? nobody, hash, tried)
            is not PasswordVerificationResult.Failed;
        return isSame && person?.PasswordHash is not null;
    }

    public void Dispose() => limiter.Dispose();
}
