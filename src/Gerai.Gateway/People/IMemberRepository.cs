using Gerai.Values;

namespace Gerai.People;

/// <summary>
/// Keeps who works for which merchant, and who is asked to. Every change writes its line of activity in the same
/// transaction. A token is found by its keyed hash and is nowhere in the books.
/// </summary>
internal interface IMemberRepository
{
    /// <summary>Makes an invitation; an open one for the same address and merchant ends.</summary>
    Task<InviteResult> InviteAsync(Invitation invitation, string token, Actor by, CancellationToken cancel);

    /// <summary>The open invitation of this token; nothing when it is unknown, used, withdrawn or too old.</summary>
    Task<Invitation?> FindInvitationAsync(string token, DateTimeOffset now, CancellationToken cancel);

    /// <summary>Open invitations of a merchant, or of operators when there is none; the newest first.</summary>
    Task<IReadOnlyList<Invitation>> InvitationsAsync(
        MerchantId? merchant, DateTimeOffset now, CancellationToken cancel);

    /// <returns>False when there is no such open invitation of this merchant.</returns>
    Task<bool> WithdrawAsync(
        MerchantId? merchant, string invitation, Actor by, DateTimeOffset now, CancellationToken cancel);

    /// <summary>
    /// Uses up an invitation and makes its person a member, or an operator. Of several at once one succeeds. Who is in
    /// already keeps their role.
    /// </summary>
    /// <param name="isNew">Whether the person is to be added with it.</param>
    Task<AcceptResult> AcceptAsync(
        string token, Person person, bool isNew, string? from, DateTimeOffset now, CancellationToken cancel);

    /// <summary>What this person is for this merchant, as it is now: each page asks anew.</summary>
    Task<Member?> FindAsync(MerchantId merchant, PersonId person, CancellationToken cancel);

    Task<IReadOnlyList<Member>> MembersAsync(MerchantId merchant, CancellationToken cancel);

    /// <summary>All merchants that a person works for.</summary>
    Task<IReadOnlyList<Member>> MembershipsAsync(PersonId person, CancellationToken cancel);

    Task<MemberChange> ChangeRoleAsync(
        Member seen, Role to, Actor by, DateTimeOffset now, CancellationToken cancel);

    Task<MemberChange> RemoveAsync(Member seen, Actor by, DateTimeOffset now, CancellationToken cancel);
}
