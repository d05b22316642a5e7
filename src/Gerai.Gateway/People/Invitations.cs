using Gerai.Values;

namespace Gerai.People;

/// <summary>Invites people to a merchant or to run the gateway. The token in the link is told this once.</summary>
internal sealed class Invitations(IMemberRepository members, RandomSource random, TimeProvider time)
{
    public static readonly TimeSpan ValidFor = TimeSpan.FromDays(7);

    // 43 characters of six bits: more than the 256 bits of the hash they are kept as.
    private const int TokenLength = 43;
    private const int IdLength = 16;

    public Task<NewInvitation> InviteAsync(
        MerchantId merchant, EmailAddress email, Role role, Actor by, CancellationToken cancel) =>
        InviteAsync(Fresh(email, by) with { Merchant = merchant, Role = role }, by, cancel);

    public Task<NewInvitation> InviteOperatorAsync(EmailAddress email, Actor by, CancellationToken cancel) =>
        InviteAsync(Fresh(email, by), by, cancel);

    /// <summary>The path of the page that an invitation is accepted at.</summary>
    public static string Path(string token) => $"/portal/account/invitation?token={token}";

    private async Task<NewInvitation> InviteAsync(Invitation invitation, Actor by, CancellationToken cancel)
    {
        var token = random.NextText(TokenLength);
        return new NewInvitation(await members.InviteAsync(invitation, token, by, cancel), invitation, token);
    }

    private Invitation Fresh(EmailAddress email, Actor by)
    {
        var now = time.GetUtcNow();
        return new Invitation
        {
            Id = random.NextText(IdLength),
            Email = email,
            InvitedBy = by.Name,
            CreatedAt = now,
            ExpiresAt = now + ValidFor,
        };
    }
}

/// <summary>What became of inviting somebody; the token opens something only when they were invited.</summary>
internal sealed record NewInvitation(InviteResult Result, Invitation Invitation, string Token)
{
    // Records print their members; the token must not be among them.
    public override string ToString() => $"{Result}: {Invitation}";
}
