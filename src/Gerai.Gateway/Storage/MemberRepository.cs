using Dapper;
using Gerai.People;
using Gerai.Values;

namespace Gerai.Storage;

/// <summary>
/// The members. Whatever changes them first takes the lock of their merchant's activity, so that two changes at once
/// cannot both count on the same other administrator.
/// </summary>
internal sealed class MemberRepository(Database database, GroupCommit group, SecretSeal seal) : IMemberRepository
{
    public Task<InviteResult> InviteAsync(
        Invitation invitation, string token, Actor by, CancellationToken cancel)
    {
        var hash = seal.Hash(token);
        return group.WriteAsync(session => InvitationLines.Invite(session, seal, invitation, hash, by), cancel);
    }

    public async Task<Invitation?> FindInvitationAsync(string token, DateTimeOffset now, CancellationToken cancel)
    {
        await using var connection = await database.OpenForReadingAsync(cancel);
        var row = await connection.QuerySingleOrDefaultAsync<InvitationRow>(new CommandDefinition(
            $"""
            select {InvitationRow.Columns} from invitations
            where token_hash = @hash and ended_at_ms is null and expires_at_ms > @now
            """,
            new { hash = seal.Hash(token), now = now.ToUnixTimeMilliseconds() },
            cancellationToken: cancel));
        return row?.ToInvitation();
    }

    public async Task<IReadOnlyList<Invitation>> InvitationsAsync(
        MerchantId? merchant, DateTimeOffset now, CancellationToken cancel)
    {
        await using var connection = await database.OpenForReadingAsync(cancel);
        var rows = await connection.QueryAsync<InvitationRow>(new CommandDefinition(
            $"""
            select {InvitationRow.Columns} from invitations
            where merchant_id = @merchant and ended_at_ms is null and expires_at_ms > @now
            order by created_at_ms desc, invitation_id
            """,
            new { merchant = ActivityLines.Chain(merchant), now = now.ToUnixTimeMilliseconds() },
            cancellationToken: cancel));
        return [.. rows.Select(row => row.ToInvitation())];
    }

    public Task<bool> WithdrawAsync(
        MerchantId? merchant, string invitation, Actor by, DateTimeOffset now, CancellationToken cancel) =>
        group.WriteAsync(
            session => InvitationLines.Withdraw(session, seal, merchant, invitation, by, now), cancel);

    public Task<AcceptResult> AcceptAsync(
        string token, Person person, bool isNew, string? from, DateTimeOffset now, CancellationToken cancel)
    {
        var hash = seal.Hash(token);
        return group.WriteAsync(
            session => InvitationLines.Accept(session, seal, hash, person, isNew, from, now), cancel);
    }

    public async Task<Member?> FindAsync(MerchantId merchant, PersonId person, CancellationToken cancel) =>
        (await ReadAsync(
            $"{MemberRow.Select} where m.merchant_id = @merchant and m.person_id = @person",
            new { merchant = merchant.ToString(), person = person.Text },
            cancel)) is [var member] ? member : null;

    public Task<IReadOnlyList<Member>> MembersAsync(MerchantId merchant, CancellationToken cancel) => ReadAsync(
        $"{MemberRow.Select} where m.merchant_id = @merchant order by m.since_ms, m.person_id",
        new { merchant = merchant.ToString() },
        cancel);

    public Task<IReadOnlyList<Member>> MembershipsAsync(PersonId person, CancellationToken cancel) => ReadAsync(
        $"{MemberRow.Select} where m.person_id = @person order by m.since_ms, m.merchant_id",
        new { person = person.Text },
        cancel);

    public Task<MemberChange> ChangeRoleAsync(
        Member seen, Role to, Actor by, DateTimeOffset now, CancellationToken cancel) => group.WriteAsync(
        session => Change(
            session,
            seen,
            to,
            "update members set role = @to where merchant_id = @merchant and person_id = @person and @to <> ''",
            Line(ActivityKind.RoleChanged, seen, by, now) with { After = to.ToString() }),
        cancel);

    public Task<MemberChange> RemoveAsync(Member seen, Actor by, DateTimeOffset now, CancellationToken cancel) =>
        group.WriteAsync(
            session => Change(
                session,
                seen,
                to: null,
                "delete from members where merchant_id = @merchant and person_id = @person and @to = ''",
                Line(ActivityKind.MemberRemoved, seen, by, now)),
            cancel);

    private static Activity Line(ActivityKind kind, Member seen, Actor by, DateTimeOffset now) => new()
    {
        Merchant = seen.Merchant,
        Kind = kind,
        By = by,
        At = now,
        About = seen.Email.Text,
        Before = seen.Role.ToString(),
    };

    private MemberChange Change(WriteSession session, Member seen, Role? to, string sql, Activity line)
    {
        ActivityLines.Lock(session, seen.Merchant);
        var role = session.Query(
            "select role from members where merchant_id = @merchant and person_id = @person",
            row => row.GetString(0),
            ("merchant", seen.Merchant.ToString()),
            ("person", seen.Person.Text));
        if (role is not [var current] || current != seen.Role.ToString())
        {
            return MemberChange.Overtaken;
        }

        if (seen.Role is Role.Administrator && to is not Role.Administrator && IsOnlyAdministrator(session, seen))
        {
            return MemberChange.LastAdministrator;
        }

        session.Execute(
            sql,
            ("to", to?.ToString() ?? ""),
            ("merchant", seen.Merchant.ToString()),
            ("person", seen.Person.Text));
        ActivityLines.Append(session, seal, line);
        return MemberChange.Changed;
    }

    private static bool IsOnlyAdministrator(WriteSession session, Member seen) => session.Query(
        """
        select person_id from members
        where merchant_id = @merchant and role = 'Administrator' and person_id <> @person limit 1
        """,
        row => row.GetString(0),
        ("merchant", seen.Merchant.ToString()),
        ("person", seen.Person.Text)) is [];

    private async Task<IReadOnlyList<Member>> ReadAsync(string sql, object values, CancellationToken cancel)
    {
        await using var connection = await database.OpenForReadingAsync(cancel);
        var rows = await connection.QueryAsync<MemberRow>(
            new CommandDefinition(sql, values, cancellationToken: cancel));
        return [.. rows.Select(row => row.ToMember())];
    }
}
