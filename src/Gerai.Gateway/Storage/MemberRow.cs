using Gerai.People;
using Gerai.Values;

namespace Gerai.Storage;

/// <summary>A member as the database returns it, with the person's address and name.</summary>
internal sealed class MemberRow
{
    public const string Select =
        """
        select m.merchant_id, m.person_id, m.role, m.since_ms, p.email, p.name
        from members m join people p on p.person_id = m.person_id
        """;

    public required string MerchantId { get; init; }

    public required string PersonId { get; init; }

    public required string Role { get; init; }

    public required long SinceMs { get; init; }

    public required string Email { get; init; }

    public required string Name { get; init; }

    public Member ToMember() => new()
    {
        Merchant = Values.MerchantId.Parse(MerchantId),
        Person = Values.PersonId.Of(PersonId),
        Email = EmailAddress.Of(Email),
        Name = Name,
        Role = Enum.Parse<Role>(Role),
        Since = DateTimeOffset.FromUnixTimeMilliseconds(SinceMs),
    };
}
