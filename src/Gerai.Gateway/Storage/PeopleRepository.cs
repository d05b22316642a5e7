using Dapper;
using Gerai.People;
using Gerai.Values;

namespace Gerai.Storage;

/// <summary>The people, and their recovery codes as keyed hashes.</summary>
internal sealed class PeopleRepository(Database database, GroupCommit group, SecretSeal seal) : IPeople
{
    public Task<Person?> FindAsync(PersonId id, CancellationToken cancel) =>
        FindOneAsync($"select {PersonRow.Columns} from people where person_id = @key", id.Text, cancel);

    public Task<Person?> FindByEmailAsync(string email, CancellationToken cancel) => FindOneAsync(
        $"select {PersonRow.Columns} from people where email_key = @key", PersonRow.EmailKey(email), cancel);

    public Task<bool> AddAsync(Person person, CancellationToken cancel)
    {
        var sealedKey = Sealed(person);
        return group.WriteAsync(session => Insert(session, person, sealedKey), cancel);
    }

    public async Task<bool> SaveAsync(Person person, CancellationToken cancel)
    {
        var sealedKey = Sealed(person);
        var (name, password, stamp) = (person.Name, person.PasswordHash, person.SecurityStamp);
        var (secondFactor, seen) = (person.TwoFactorSince?.ToUnixTimeMilliseconds(), person.Version);
        var isSaved = await group.WriteAsync(
            session => session.Execute(
                """
                update people set name = @name, password_hash = @password, security_stamp = @stamp,
                    authenticator_key_sealed = @authenticator, two_factor_since_ms = @second_factor,
                    version = version + 1
                where person_id = @id and version = @seen
                """,
                ("name", name),
                ("password", password),
                ("stamp", stamp),
                ("authenticator", sealedKey),
                ("second_factor", secondFactor),
                ("id", person.Id.Text),
                ("seen", seen)) == 1,
            cancel);
        if (isSaved)
        {
            person.Version = seen + 1;
        }

        return isSaved;
    }

    public Task<(int Failures, DateTimeOffset? LockedUntil)> CountFailureAsync(
        PersonId id, int most, DateTimeOffset lockedUntil, CancellationToken cancel) => group.WriteAsync(
        session => session.Query(
            """
            update people set
                locked_until_ms = case when failures + 1 >= @most then @until else locked_until_ms end,
                failures = case when failures + 1 >= @most then 0 else failures + 1 end
            where person_id = @id
            returning failures, locked_until_ms
            """,
            row => ((int)row.GetInt64(0), PersonRow.Moment(row.IsDBNull(1) ? null : row.GetInt64(1))),
            ("most", (long)most),
            ("until", lockedUntil.ToUnixTimeMilliseconds()),
            ("id", id.Text)) is [var counted] ? counted : (0, null),
        cancel);

    public Task ForgetFailuresAsync(PersonId id, CancellationToken cancel) => group.WriteAsync(
        session => session.Execute("update people set failures = 0 where person_id = @id", ("id", id.Text)), cancel);

    public Task LockAsync(PersonId id, DateTimeOffset? until, CancellationToken cancel) => group.WriteAsync(
        session => session.Execute(
            "update people set locked_until_ms = @until where person_id = @id",
            ("until", until?.ToUnixTimeMilliseconds()),
            ("id", id.Text)),
        cancel);

    public Task<bool> UseAuthenticatorStepAsync(PersonId id, long step, CancellationToken cancel) => group.WriteAsync(
        session => session.Execute(
            """
            update people set authenticator_step = @step where person_id = @id and authenticator_step < @step
            """,
            ("step", step),
            ("id", id.Text)) == 1,
        cancel);

    public Task ReplaceRecoveryCodesAsync(PersonId id, IReadOnlyList<string> codes, CancellationToken cancel)
    {
        var hashes = codes.Select(code => CodeHash(id, code)).ToList();
        return group.WriteAsync(
            session =>
            {
                session.Execute("delete from recovery_codes where person_id = @id", ("id", id.Text));
                foreach (var hash in hashes)
                {
                    session.Execute(
                        """
                        insert into recovery_codes (person_id, code_hash) values (@id, @hash) on conflict do nothing
                        """,
                        ("id", id.Text),
                        ("hash", hash));
                }

                return true;
            },
            cancel);
    }

    public Task<bool> UseRecoveryCodeAsync(PersonId id, string code, CancellationToken cancel)
    {
        var hash = CodeHash(id, code);
        return group.WriteAsync(
            session => session.Execute(
                "delete from recovery_codes where person_id = @id and code_hash = @hash",
                ("id", id.Text),
                ("hash", hash)) == 1,
            cancel);
    }

    public async Task<int> CountRecoveryCodesAsync(PersonId id, CancellationToken cancel)
    {
        await using var connection = await database.OpenForReadingAsync(cancel);
        return (int)await connection.ExecuteScalarAsync<long>(new CommandDefinition(
            "select count(*) from recovery_codes where person_id = @id",
            new { id = id.Text },
            cancellationToken: cancel));
    }

    /// <summary>Adds a person within somebody's transaction; false when the address or the id is taken.</summary>
    public static bool Insert(WriteSession session, Person person, string? sealedKey) => session.Execute(
        """
        insert into people (
            person_id, email, email_key, name, password_hash, security_stamp, authenticator_key_sealed,
            authenticator_step, two_factor_since_ms, failures, created_at_ms, version)
        values (@id, @email, @email_key, @name, @password, @stamp, @authenticator, 0, @second_factor, 0, @created, 1)
        on conflict do nothing
        """,
        ("id", person.Id.Text),
        ("email", person.Email.Text),
        ("email_key", PersonRow.EmailKey(person.Email.Text)),
        ("name", person.Name),
        ("password", person.PasswordHash),
        ("stamp", person.SecurityStamp),
        ("authenticator", sealedKey),
        ("second_factor", person.TwoFactorSince?.ToUnixTimeMilliseconds()),
        ("created", person.CreatedAt.ToUnixTimeMilliseconds())) == 1;

    private string? Sealed(Person person) => person.AuthenticatorKey is { } key ? seal.Seal(key) : null;

    // With the person, so that equal codes of two people do not look alike.
    private string CodeHash(PersonId id, string code) => seal.Hash($"recovery code {id} {code}");

    private async Task<Person?> FindOneAsync(string sql, string key, CancellationToken cancel)
    {
        await using var connection = await database.OpenForReadingAsync(cancel);
        var row = await connection.QuerySingleOrDefaultAsync<PersonRow>(
            new CommandDefinition(sql, new { key }, cancellationToken: cancel));
        return row?.ToPerson(seal);
    }
}
