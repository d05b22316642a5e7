using System.Net;
using System.Text;

namespace Gerai.Merchants;

/// <summary>
/// Turns the server key of a request into a merchant, or into nobody (protocol 1.22 to 1.27). It stands here because
/// every door for merchants asks it; it knows of HTTP only the text of one header.
/// </summary>
internal sealed class MerchantAuthentication(MerchantAccounts merchants, KeyCalls calls)
{
    private const string Scheme = "Basic ";

    /// <summary>
    /// Who calls, and with which of its keys: during a rotation two are good. Whether the account is open is for the
    /// door to say.
    /// </summary>
    /// <param name="from">The network address of the caller.</param>
    public async Task<(Merchant Merchant, ServerKey Key)?> AuthenticateAsync(
        string? authorization, IPAddress? from, CancellationToken cancel)
    {
        if (ReadKey(authorization) is not { } key)
        {
            calls.Refused(null, RefusedReason.NoKey, from);
            return null;
        }

        if (await merchants.FindByKeyAsync(key, cancel) is not { } merchant)
        {
            calls.Refused(key, RefusedReason.UnknownKey, from);
            return null;
        }

        if (merchant.ClosedAt is null)
        {
            calls.Used(key, from);
        }
        else
        {
            calls.Refused(key, RefusedReason.MerchantClosed, from);
        }

        return (merchant, new ServerKey(key));
    }

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
