using System.Security.Claims;
using Gerai.People;
using Gerai.Values;

namespace Gerai.Dashboard.Frame;

/// <summary>
/// Who looks at the portal and in whose name, as the session says. Pages ask it for the merchant and never take one
/// from an address.
/// </summary>
internal sealed record Visit
{
    public const string SessionClaim = "session";
    public const string TokenClaim = "token";
    public const string MerchantClaim = "merchant";
    public const string OperatorClaim = "operator";

    public required PersonId Person { get; init; }

    public required string Name { get; init; }

    public required string Email { get; init; }

    /// <summary>The session's name in lists; opens nothing.</summary>
    public required string Session { get; init; }

    /// <summary>In whose name; nothing for an operator who works for no merchant.</summary>
    public MerchantId? Merchant { get; init; }

    public Role? Role { get; init; }

    /// <summary>Whether this person runs the gateway.</summary>
    public bool IsOperator { get; init; }

    public bool May(Permission permission) => Role?.May(permission) is true;

    /// <summary>Nothing for who is not signed in.</summary>
    public static Visit? Of(ClaimsPrincipal user)
    {
        if (user.FindFirstValue(ClaimTypes.NameIdentifier) is not { } person)
        {
            return null;
        }

        return new Visit
        {
            Person = PersonId.Of(person),
            Name = user.FindFirstValue(ClaimTypes.Name)!,
            Email = user.FindFirstValue(ClaimTypes.Email)!,
            Session = user.FindFirstValue(SessionClaim)!,
            Merchant = user.FindFirstValue(MerchantClaim) is { } merchant ? MerchantId.Parse(merchant) : null,
            Role = user.FindFirstValue(ClaimTypes.Role) is { } role ? Enum.Parse<Role>(role) : null,
            IsOperator = user.HasClaim(claim => claim.Type == OperatorClaim),
        };
    }
}
