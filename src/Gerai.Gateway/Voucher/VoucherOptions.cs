namespace Gerai.Voucher;

/// <summary>Settings of the customers' pages.</summary>
public sealed record VoucherOptions
{
    /// <summary>
    /// Where customers reach this gateway, such as <c>https://pay.example.com</c>; null takes scheme and host of the
    /// charge's own request.
    /// </summary>
    public string? PublicUrl { get; init; }

    internal bool IsValid => PublicUrl is null
        || (Uri.TryCreate(PublicUrl, UriKind.Absolute, out var address)
            && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps)
            && address is { AbsolutePath: "/", Query: "", Fragment: "", UserInfo: "" });
}
