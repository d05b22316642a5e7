using Gerai.People;
using Gerai.Values;

namespace Gerai.Tests.Support;

/// <summary>Plain examples of people and invitations.</summary>
internal static class SomePeople
{
    public static Actor Operator { get; } = new("operator budi");

    public static Person Person(string email = "sri@shop.example", int seed = 1) => new()
    {
        Id = PersonId.New(new SeededRandom(seed + (1_000 * email.Sum(letter => letter)))),
        Email = EmailAddress.Of(email),
        Name = "Sri Wahyuni",
        PasswordHash = "a hash",
        SecurityStamp = "a stamp",
        CreatedAt = Some.Morning,
    };

    public static Invitation Invitation(string email, Role? role = Role.Administrator, string id = "first") => new()
    {
        Id = $"{id} {email} {role}",
        Email = EmailAddress.Of(email),
        Merchant = role is null ? null : Some.MerchantId,
        Role = role,
        InvitedBy = Operator.Name,
        CreatedAt = Some.Morning,
        ExpiresAt = Some.Morning + Invitations.ValidFor,
    };
}
