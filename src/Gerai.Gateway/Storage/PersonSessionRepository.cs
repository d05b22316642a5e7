using Dapper;
using Gerai.People;
using Gerai.Values;

namespace Gerai.Storage;

/// <summary>The sessions, each under the keyed hash of its token.</summary>
internal sealed class PersonSessionRepository(Database database, GroupCommit group, SecretSeal seal)
    : IPersonSessionRepository
{
    private const string Columns = "session_id, person_id, created_at_ms, seen_at_ms, address, device";

    public Task AddAsync(PersonSession session, string token, CancellationToken cancel)
    {
        var hash = seal.Hash(token);
        return group.WriteAsync(
            write =>
            {
                write.Execute(
                    """
                    delete from person_sessions
                    where person_id = @person and (seen_at_ms <= @idle or created_at_ms <= @old)
                    """,
                    ("person", session.Person.Text),
                    ("idle", Idle(session.CreatedAt)),
                    ("old", Old(session.CreatedAt)));
                return write.Execute(
                    """
                    insert into person_sessions (
                        token_hash, session_id, person_id, created_at_ms, seen_at_ms, address, device)
                    values (@hash, @id, @person, @created, @seen, @address, @device)
                    """,
                    ("hash", hash),
                    ("id", session.Id),
                    ("person", session.Person.Text),
                    ("created", session.CreatedAt.ToUnixTimeMilliseconds()),
                    ("seen", session.SeenAt.ToUnixTimeMilliseconds()),
                    ("address", session.From),
                    ("device", session.Device));
            },
            cancel);
    }

    public async Task<PersonSession?> FindAsync(string token, DateTimeOffset now, CancellationToken cancel)
    {
        await using var connection = await database.OpenForReadingAsync(cancel);
        var row = await connection.QuerySingleOrDefaultAsync<SessionRow>(new CommandDefinition(
            $"select {Columns} from person_sessions where token_hash = @hash",
            new { hash = seal.Hash(token) },
            cancellationToken: cancel));
        return row?.ToSession() is { } session && session.IsOpenAt(now) ? session : null;
    }

    public Task<bool> TouchAsync(string token, DateTimeOffset now, CancellationToken cancel)
    {
        var hash = seal.Hash(token);

        // Requests at once may come here in another order than they were made in.
        return group.WriteAsync(
            session => session.Execute(
                """
                update person_sessions set seen_at_ms = case when seen_at_ms < @now then @now else seen_at_ms end
                where token_hash = @hash and seen_at_ms > @idle and created_at_ms > @old
                """,
                ("now", now.ToUnixTimeMilliseconds()),
                ("hash", hash),
                ("idle", Idle(now)),
                ("old", Old(now))) == 1,
            cancel);
    }

    public async Task<IReadOnlyList<PersonSession>> OfAsync(
        PersonId person, DateTimeOffset now, CancellationToken cancel)
    {
        await using var connection = await database.OpenForReadingAsync(cancel);
        var rows = await connection.QueryAsync<SessionRow>(new CommandDefinition(
            $"""
            select {Columns} from person_sessions
            where person_id = @person and seen_at_ms > @idle and created_at_ms > @old
            order by seen_at_ms desc, session_id
            """,
            new { person = person.Text, idle = Idle(now), old = Old(now) },
            cancellationToken: cancel));
        return [.. rows.Select(row => row.ToSession())];
    }

    public Task<bool> EndAsync(PersonId person, string session, CancellationToken cancel) => group.WriteAsync(
        write => write.Execute(
            "delete from person_sessions where session_id = @id and person_id = @person",
            ("id", session),
            ("person", person.Text)) == 1,
        cancel);

    public Task EndAllAsync(PersonId person, string? except, CancellationToken cancel) => group.WriteAsync(
        write => write.Execute(
            "delete from person_sessions where person_id = @person and session_id <> @except",
            ("person", person.Text),
            ("except", except ?? "")),
        cancel);

    private static long Idle(DateTimeOffset now) => (now - PersonSession.IdleMax).ToUnixTimeMilliseconds();

    private static long Old(DateTimeOffset now) => (now - PersonSession.LifeMax).ToUnixTimeMilliseconds();

    private sealed class SessionRow
    {
        public required string SessionId { get; init; }

        public required string PersonId { get; init; }

        public required long CreatedAtMs { get; init; }

        public required long SeenAtMs { get; init; }

        public string? Address { get; init; }

        public string? Device { get; init; }

        public PersonSession ToSession() => new()
        {
            Id = SessionId,
            Person = Values.PersonId.Of(PersonId),
            CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(CreatedAtMs),
            SeenAt = DateTimeOffset.FromUnixTimeMilliseconds(SeenAtMs),
            From = Address,
            Device = Device,
        };
    }
}
