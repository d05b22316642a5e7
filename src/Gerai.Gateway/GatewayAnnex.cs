using Microsoft.AspNetCore.Builder;

namespace Gerai;

/// <summary>What a host adds to a gateway that is more than one: the portal, or a test's clock and troubles.</summary>
internal sealed record GatewayAnnex
{
    /// <summary>Changes made before the gateway is built.</summary>
    public Action<WebApplicationBuilder> Furnish { get; init; } = _ => { };

    /// <summary>Further doors, mapped after its own.</summary>
    public Action<WebApplication> Map { get; init; } = _ => { };
}
