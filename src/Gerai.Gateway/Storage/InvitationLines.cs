using System.Data.Common;
using Gerai.People;
using Gerai.Values;

namespace Gerai.Storage;

/// <summary>What is written when somebody is invited, and when they accept; each is one transaction.</summary>
internal static class InvitationLines
{
    public static InviteResult Invite(
        WriteSession session, SecretSeal seal, Invitation invitation, string hash, Actor by)
    {
        var merchant = ActivityLines.Chain(invitation.Merchant);
        if (merchant.Length > 0 && !IsThere(session, merchant))
        {
            return InviteResult.NoSuchMerchant;
        }

        ActivityLines.Lock(session, invitation.Merchant);
        var emailKey = PersonRow.EmailKey(invitation.Email.Text);
        if (IsIn(session, merchant, emailKey))
        {
            return InviteResult.AlreadyIn;
        }

        // Of two links for one place the older one opens nothing any more.
        session.Execute(
            """
            update invitations set ended_at_ms = @now
            where merchant_id = @merchant and email_key = @email_key and ended_at_ms is null
            """,
            ("now", invitation.CreatedAt.ToUnixTimeMilliseconds()),
            ("merchant", merchant),
            ("email_key", emailKey));
        session.Execute(
            """
            insert into invitations (
                token_hash, invitation_id, merchant_id, email, email_key, role, invited_by, created_at_ms,
                expires_at_ms)
            values (@hash, @id, @merchant, @email, @email_key, @role, @by, @created, @expires)
            """,
            ("hash", hash),
            ("id", invitation.Id),
            ("merchant", merchant),
            ("email", invitation.Email.Text),
            ("email_key", emailKey),
            ("role", invitation.Role?.ToString()),
            ("by", invitation.InvitedBy),
            ("created", invitation.CreatedAt.ToUnixTimeMilliseconds()),
            ("expires", invitation.ExpiresAt.ToUnixTimeMilliseconds()));
        var kind = invitation.Merchant is null ? ActivityKind.OperatorInvited : ActivityKind.MemberInvited;
        ActivityLines.Append(session, seal, Line(invitation, kind, by, invitation.CreatedAt));
        return InviteResult.Invited;
    }

    public static bool Withdraw(
        WriteSession session, SecretSeal seal, MerchantId? merchant, string id, Actor by, DateTimeOffset now)
    {
        var withdrawn = session.Query(
            $"""
            update invitations set ended_at_ms = @now
            where invitation_id = @id and merchant_id = @merchant and ended_at_ms is null and expires_at_ms > @now
            returning {InvitationRow.Columns}
            """,
            Read,
            ("now", now.ToUnixTimeMilliseconds()),
            ("id", id),
            ("merchant", ActivityLines.Chain(merchant)));
        if (withdrawn is not [var invitation])
        {
            return false;
        }

        ActivityLines.Append(session, seal, Line(invitation, ActivityKind.InvitationWithdrawn, by, now));
        return true;
    }

    public static AcceptResult Accept(
        WriteSession session,
        SecretSeal seal,
        string hash,
        Person person,
        bool isNew,
        string? from,
        DateTimeOffset now)
    {
        if (Claim(session, hash, person, now) is not { } invitation)
        {
            return AcceptResult.NotValid;
        }

        if (isNew && !PeopleRepository.Insert(session, person, sealedKey: null))
        {
            // The transaction is shared, so what was claimed is given back by hand.
            session.Execute(
                "update invitations set ended_at_ms = null, accepted_by = null where token_hash = @hash",
                ("hash", hash));
            return AcceptResult.EmailTaken;
        }

        ActivityLines.Lock(session, invitation.Merchant);
        if (Join(session, invitation, person, now))
        {
            var kind = invitation.Merchant is null ? ActivityKind.OperatorJoined : ActivityKind.MemberJoined;
            var by = new Actor(person.Email.Text, person.Id, from);
            ActivityLines.Append(session, seal, Line(invitation, kind, by, now));
        }

        return AcceptResult.Accepted;
    }

    // Of several at once one still finds it open.
    private static Invitation? Claim(WriteSession session, string hash, Person person, DateTimeOffset now) =>
        session.Query(
            $"""
            update invitations set ended_at_ms = @now, accepted_by = @person
            where token_hash = @hash and email_key = @email_key and ended_at_ms is null and expires_at_ms > @now
            returning {InvitationRow.Columns}
            """,
            Read,
            ("now", now.ToUnixTimeMilliseconds()),
            ("person", person.Id.Text),
            ("hash", hash),
            ("email_key", PersonRow.EmailKey(person.Email.Text))) is [var claimed] ? claimed : null;

    private static bool Join(WriteSession session, Invitation invitation, Person person, DateTimeOffset now) =>
        invitation.Merchant is { } merchant
            ? session.Execute(
                """
                insert into members (merchant_id, person_id, role, since_ms)
                values (@merchant, @person, @role, @since)
                on conflict do nothing
                """,
                ("merchant", merchant.ToString()),
                ("person", person.Id.Text),
                ("role", invitation.Role!.Value.ToString()),
                ("since", now.ToUnixTimeMilliseconds())) == 1
            : session.Execute(
                """
                update people set operator_since_ms = @since where person_id = @person and operator_since_ms is null
                """,
                ("since", now.ToUnixTimeMilliseconds()),
                ("person", person.Id.Text)) == 1;

    private static bool IsThere(WriteSession session, string merchant) => session.Query(
        "select merchant_id from merchants where merchant_id = @merchant",
        row => row.GetString(0),
        ("merchant", merchant)) is not [];

    private static bool IsIn(WriteSession session, string merchant, string emailKey) => session.Query(
        """
        select p.person_id from people p
        where p.email_key = @email_key and (
            (@merchant = '' and p.operator_since_ms is not null)
            or exists (select 1 from members m where m.merchant_id = @merchant and m.person_id = p.person_id))
        """,
        row => row.GetString(0),
        ("email_key", emailKey),
        ("merchant", merchant)) is not [];

    private static Activity Line(Invitation invitation, ActivityKind kind, Actor by, DateTimeOffset now) => new()
    {
        Merchant = invitation.Merchant,
        Kind = kind,
        By = by,
        At = now,
        About = invitation.Email.Text,
        After = kind is ActivityKind.InvitationWithdrawn ? null : invitation.Role?.ToString(),
        Before = kind is ActivityKind.InvitationWithdrawn ? invitation.Role?.ToString() : null,
    };

    private static Invitation Read(DbDataReader row) => new InvitationRow
    {
        InvitationId = row.GetString(0),
        MerchantId = row.GetString(1),
        Email = row.GetString(2),
        Role = row.IsDBNull(3) ? null : row.GetString(3),
        InvitedBy = row.GetString(4),
        CreatedAtMs = row.GetInt64(5),
        ExpiresAtMs = row.GetInt64(6),
    }.ToInvitation();
}
