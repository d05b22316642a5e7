using Gerai.Values;

namespace Gerai.People;

/// <summary>
/// Somebody is asked to become a member of a merchant or, without a merchant, an operator of the gateway. Its token,
/// which opens it once, is known only to who was sent the link.
/// </summary>
internal sealed record Invitation
{
    /// <summary>Names it in lists; opens nothing.</summary>
    public required string Id { get; init; }

    public required EmailAddress Email { get; init; }

    public MerchantId? Merchant { get; init; }

    /// <summary>Given exactly when a merchant is.</summary>
    public Role? Role { get; init; }

    /// <summary>Who invited, by name.</summary>
    public required string InvitedBy { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }
}

/// <summary>How an invitation was answered when it was made.</summary>
internal enum InviteResult
{
    Invited,
    NoSuchMerchant,

    /// <summary>The person is in already; a role is changed, not invited.</summary>
    AlreadyIn,
}

/// <summary>How accepting ended.</summary>
internal enum AcceptResult
{
    Accepted,

    /// <summary>Unknown, used, withdrawn, too old or for somebody else: nobody learns which.</summary>
    NotValid,

    /// <summary>There is a person with this address meanwhile, who must sign in to accept.</summary>
    EmailTaken,
}

/// <summary>How a change of a member ended.</summary>
internal enum MemberChange
{
    Changed,

    /// <summary>The member is not as it was seen: gone, or changed by somebody else meanwhile.</summary>
    Overtaken,

    /// <summary>A merchant without an administrator could never get one again.</summary>
    LastAdministrator,
}
