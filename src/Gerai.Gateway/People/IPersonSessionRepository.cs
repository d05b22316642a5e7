using Gerai.Values;

namespace Gerai.People;

/// <summary>
/// Keeps who is signed in. A session is found by the keyed hash of its token; one that is idle or too old is as good as
/// ended everywhere.
/// </summary>
internal interface IPersonSessionRepository
{
    /// <summary>Begins a session; those of this person that are over are forgotten.</summary>
    Task AddAsync(PersonSession session, string token, CancellationToken cancel);

    Task<PersonSession?> FindAsync(string token, DateTimeOffset now, CancellationToken cancel);

    /// <summary>Notes a request. False when the session is over; it is never revived.</summary>
    Task<bool> TouchAsync(string token, DateTimeOffset now, CancellationToken cancel);

    /// <summary>Where a person is signed in; the latest seen first.</summary>
    Task<IReadOnlyList<PersonSession>> OfAsync(PersonId person, DateTimeOffset now, CancellationToken cancel);

    /// <returns>False when this person has no such session.</returns>
    Task<bool> EndAsync(PersonId person, string session, CancellationToken cancel);

    /// <summary>Signs a person out everywhere, except in one session if it is named.</summary>
    Task EndAllAsync(PersonId person, string? except, CancellationToken cancel);
}
