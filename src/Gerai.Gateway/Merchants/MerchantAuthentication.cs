using System.Text;

namespace Gerai.Merchants;

/// <summary>
/// Turns the server key of a request into a merchant, or into nobody (protocol 1.22 to 1.27). It stands here because
/// every door for merchants asks it; it knows of HTTP only the text of one header.
/// </summary>
internal sealed class MerchantAuthentication(MerchantAccounts merchants)
{
    private const string Scheme = "Basic ";

    public async Task<Merchant?> AuthenticateAsync(string? authorization, CancellationToken cancel) =>
        ReadKey(authorization) is { } key ? await merchants.FindByKeyAsync(key, cancel) : null;

    /// <summary>
    /// The key is the user name, with blanks around it forgiven; whatever stands in the password's place is ignored.
    /// </summary>
    public static string? ReadKey(string? authorization)
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
