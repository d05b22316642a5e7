using Gerai.Values;

namespace Gerai.People;

/// <summary>A person in a merchant, and what for.</summary>
internal sealed record Member
{
    public required MerchantId Merchant { get; init; }

    public required PersonId Person { get; init; }

    public required EmailAddress Email { get; init; }

    public required string Name { get; init; }

    public required Role Role { get; init; }

    public required DateTimeOffset Since { get; init; }
}
