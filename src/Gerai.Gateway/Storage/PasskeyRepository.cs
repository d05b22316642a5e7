using Dapper;
using Gerai.People;
using Gerai.Values;
using Microsoft.AspNetCore.Identity;

namespace Gerai.Storage;

/// <summary>The passkeys. Nothing of one is secret: the private key never leaves the person's device.</summary>
internal sealed class PasskeyRepository(Database database, GroupCommit group, SecretSeal seal) : IPasskeys
{
    private const string Verified = "verified";
    private const string BackupEligible = "backup-eligible";
    private const string BackedUp = "backed-up";

    public Task<bool> AddOrUpdateAsync(PersonId person, UserPasskeyInfo passkey, CancellationToken cancel) =>
        group.WriteAsync(
            session => session.Execute(
                """
                insert into passkeys (
                    credential_id, person_id, name, public_key, created_at_ms, sign_count, transports, flags,
                    attestation_object, client_data_json)
                values (@credential, @person, @name, @key, @created, @count, @transports, @flags, @attestation, @client)
                on conflict (credential_id) do update
                set name = excluded.name, sign_count = excluded.sign_count, flags = excluded.flags
                where passkeys.person_id = excluded.person_id
                """,
                ("credential", Convert.ToBase64String(passkey.CredentialId)),
                ("person", person.Text),
                ("name", passkey.Name),
                ("key", Convert.ToBase64String(passkey.PublicKey)),
                ("created", passkey.CreatedAt.ToUnixTimeMilliseconds()),
                ("count", (long)passkey.SignCount),
                ("transports", passkey.Transports is { } transports ? string.Join(',', transports) : null),
                ("flags", Flags(passkey)),
                ("attestation", Convert.ToBase64String(passkey.AttestationObject)),
                ("client", Convert.ToBase64String(passkey.ClientDataJson))) == 1,
            cancel);

    public async Task<IReadOnlyList<UserPasskeyInfo>> OfAsync(PersonId person, CancellationToken cancel)
    {
        await using var connection = await database.OpenForReadingAsync(cancel);
        var rows = await connection.QueryAsync<PasskeyRow>(new CommandDefinition(
            """
            select credential_id, name, public_key, created_at_ms, sign_count, transports, flags, attestation_object,
                client_data_json
            from passkeys where person_id = @person order by created_at_ms, credential_id
            """,
            new { person = person.Text },
            cancellationToken: cancel));
        return [.. rows.Select(row => row.ToPasskey())];
    }

    public async Task<PersonId?> FindOwnerAsync(byte[] credential, CancellationToken cancel)
    {
        await using var connection = await database.OpenForReadingAsync(cancel);
        var owner = await connection.QuerySingleOrDefaultAsync<string>(new CommandDefinition(
            "select person_id from passkeys where credential_id = @credential",
            new { credential = Convert.ToBase64String(credential) },
            cancellationToken: cancel));
        return owner is null ? null : PersonId.Of(owner);
    }

    public Task<bool> RemoveAsync(PersonId person, byte[] credential, CancellationToken cancel) => group.WriteAsync(
        session => session.Execute(
            "delete from passkeys where credential_id = @credential and person_id = @person",
            ("credential", Convert.ToBase64String(credential)),
            ("person", person.Text)) == 1,
        cancel);

    public Task<bool> RenameAsync(PersonId person, byte[] credential, string name, CancellationToken cancel) =>
        group.WriteAsync(
            session => session.Execute(
                "update passkeys set name = @name where credential_id = @credential and person_id = @person",
                ("name", name),
                ("credential", Convert.ToBase64String(credential)),
                ("person", person.Text)) == 1,
            cancel);

    // A device that does not count says 0 every time.
    public Task<bool> NoteUseAsync(PersonId person, UserPasskeyInfo passkey, CancellationToken cancel) =>
        group.WriteAsync(
            session => session.Execute(
                """
                update passkeys set sign_count = @count, flags = @flags
                where credential_id = @credential and person_id = @person
                    and (sign_count < @count or (sign_count = 0 and @count = 0))
                """,
                ("count", (long)passkey.SignCount),
                ("flags", Flags(passkey)),
                ("credential", Convert.ToBase64String(passkey.CredentialId)),
                ("person", person.Text)) == 1,
            cancel);

    public Task<bool> UseChallengeAsync(
        string challenge, DateTimeOffset until, DateTimeOffset now, CancellationToken cancel)
    {
        var hash = seal.Hash(challenge);
        return group.WriteAsync(
            session =>
            {
                session.Execute(
                    "delete from answered_challenges where until_ms <= @now", ("now", now.ToUnixTimeMilliseconds()));
                return session.Execute(
                    """
                    insert into answered_challenges (challenge_hash, until_ms) values (@hash, @until)
                    on conflict do nothing
                    """,
                    ("hash", hash),
                    ("until", until.ToUnixTimeMilliseconds())) == 1;
            },
            cancel);
    }

    private static string Flags(UserPasskeyInfo passkey) => string.Join(
        ',',
        new[]
        {
            passkey.IsUserVerified ? Verified : null,
            passkey.IsBackupEligible ? BackupEligible : null,
            passkey.IsBackedUp ? BackedUp : null,
        }.OfType<string>());

    private sealed class PasskeyRow
    {
        public required string CredentialId { get; init; }

        public string? Name { get; init; }

        public required string PublicKey { get; init; }

        public required long CreatedAtMs { get; init; }

        public required long SignCount { get; init; }

        public string? Transports { get; init; }

        public required string Flags { get; init; }

        public required string AttestationObject { get; init; }

        public required string ClientDataJson { get; init; }

        public UserPasskeyInfo ToPasskey()
        {
            var flags = Flags.Split(',');
            return new UserPasskeyInfo(
                Convert.FromBase64String(CredentialId),
                Convert.FromBase64String(PublicKey),
                DateTimeOffset.FromUnixTimeMilliseconds(CreatedAtMs),
                (uint)SignCount,
                Transports?.Split(',', StringSplitOptions.RemoveEmptyEntries),
                flags.Contains(Verified),
                flags.Contains(BackupEligible),
                flags.Contains(BackedUp),
                Convert.FromBase64String(AttestationObject),
                Convert.FromBase64String(ClientDataJson))
            {
                Name = Name,
            };
        }
    }
}
