using System.Text;

namespace Gerai.Merchants;

/// <summary>
/// Turns the server key of a request into a merchant, or into nobody (protocol 1.22 to 1.27). It stands here because
/// every door for merchants asks it; it knows of HTTP only the text of one header.
/// </summary>
internal sealed class MerchantAuthentication(MerchantAccounts merchants)
{
    private const string Scheme = "Basic ";

    /// <summary>Who calls, and with which of its keys: during a rotation two are good.</summary>
    public async Task<(Merchant Merchant, ServerKey Key)?> AuthenticateAsync(
        string? authorization, CancellationToken cancel) =>
        ReadKey(authorization) is { } key
        && await merchants.FindByKeyAsync(key, cancel) is { } merchant
            ? (merchant, new ServerKey(key))
            : null;

    // The key is the user name, with blanks around it forgiven; whatever stands in the password's place is ignored.
    private static string? ReadKey(string? authorization)
    {
        if (authorization is null || !authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var bytes = new byte[authorization.Length];
        if (!Convert.TryFromBase64String(authorization[Scheme.Length..].Trim(), bytes, out var length))
        {
            return null;
        }

        var credentials = Encoding.UTF8.GetString(bytes, 0, length);
        var colon = credentials.IndexOf(':', StringComparison.Ordinal);
        var key = colon < 0 ? "" : credentials[..colon].Trim();
        return key.Length is > 0 and <= ServerKey.LengthMax ? key : null;
    }
}
