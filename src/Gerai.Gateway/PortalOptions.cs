namespace Gerai;

/// <summary>Settings of the merchant portal, which a host mounts beside the doors.</summary>
public sealed record PortalOptions
{
    /// <summary>
    /// Where the portal of the other environment is, such as <c>https://sandbox.pay.example.com</c>; null if there is
    /// none, and then the switch at the top only tells where one is.
    /// </summary>
    public string? OtherEnvironmentUrl { get; init; }

    internal bool IsValid => OtherEnvironmentUrl is null
        || (Uri.TryCreate(OtherEnvironmentUrl, UriKind.Absolute, out var address)
            && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps)
            && address.UserInfo.Length == 0);
}
