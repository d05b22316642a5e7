using Gerai.Values;

namespace Gerai.People;

/// <summary>Begins and follows sessions; what the pages ask at each request.</summary>
internal sealed class PersonSessions(IPersonSessionRepository repository, RandomSource random, TimeProvider time)
{
    private const int TokenLength = 43;
    private const int IdLength = 16;
    private const int TextLengthMax = 300;

    // A page asks many times a minute; the books need not be written each time to know that somebody is there.
    private static readonly TimeSpan TouchedAfter = TimeSpan.FromMinutes(1);

    /// <returns>The session, and the token for its cookie.</returns>
    public async Task<(PersonSession Session, string Token)> BeginAsync(
        PersonId person, string? from, string? device, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var session = new PersonSession
        {
            Id = random.NextText(IdLength),
            Person = person,
            CreatedAt = now,
            SeenAt = now,
            From = Short(from),
            Device = Short(device),
        };
        var token = random.NextText(TokenLength);
        await repository.AddAsync(session, token, cancel);
        return (session, token);
    }

    /// <summary>Whose session this is, if it is not over.</summary>
    /// <param name="isAtWork">Whether a person caused the request, rather than a page that asks by itself.</param>
    public async Task<PersonSession?> FollowAsync(string token, bool isAtWork, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        if (await repository.FindAsync(token, now, cancel) is not { } session)
        {
            return null;
        }

        if (!isAtWork || now - session.SeenAt < TouchedAfter)
        {
            return session;
        }

        return await repository.TouchAsync(token, now, cancel) ? session with { SeenAt = now } : null;
    }

    private static string? Short(string? text) => text?.Length > TextLengthMax ? text[..TextLengthMax] : text;
}
