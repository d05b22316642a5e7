using Gerai.People;
using Gerai.Values;

namespace Gerai.Storage;

/// <summary>An invitation as the database returns it.</summary>
internal sealed class InvitationRow
{
    public const string Columns =
        "invitation_id, merchant_id, email, role, invited_by, created_at_ms, expires_at_ms";

    public required string InvitationId { get; init; }

    public required string MerchantId { get; init; }

    public required string Email { get; init; }

    public string? Role { get; init; }

    public required string InvitedBy { get; init; }

    public required long CreatedAtMs { get; init; }

    public required long ExpiresAtMs { get; init; }

    public Invitation ToInvitation() => new()
    {
        Id = InvitationId,
        Merchant = MerchantId.Length > 0 ? Values.MerchantId.Parse(MerchantId) : null,
        Email = EmailAddress.Of(Email),
        Role = Role is { } role ? Enum.Parse<Role>(role) : null,
        InvitedBy = InvitedBy,
        CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(CreatedAtMs),
        ExpiresAt = DateTimeOffset.FromUnixTimeMilliseconds(ExpiresAtMs),
    };
}
