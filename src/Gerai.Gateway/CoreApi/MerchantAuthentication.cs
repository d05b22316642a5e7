using System.Text;
using Gerai.Merchants;
using Microsoft.AspNetCore.Http;

namespace Gerai.CoreApi;

/// <summary>Turns the server key of a request into a merchant, or into nobody (protocol 1.22 to 1.27).</summary>
internal sealed class MerchantAuthentication(MerchantAccounts merchants)
{
    private const string Scheme = "Basic ";

    /// <summary>Who calls, and with which of its keys: during a rotation two are good.</summary>
    public async Task<(Merchant Merchant, ServerKey Key)?> AuthenticateAsync(
        HttpRequest request, CancellationToken cancel) =>
        ReadKey(request.Headers.Authorization) is { } key
        && await merchants.FindByKeyAsync(key, cancel) is { } merchant
            ? (merchant, new ServerKey(key))
            : null;

    // The key is the user name, with blanks around it forgiven; whatever stands in the password's place is ignored.
    private static string? ReadKey(string? header)
    {
        if (header is null || !header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var bytes = new byte[header.Length];
        if (!Convert.TryFromBase64String(header[Scheme.Length..].Trim(), bytes, out var length))
        {
            return null;
        }

        var credentials = Encoding.UTF8.GetString(bytes, 0, length);
        var colon = credentials.IndexOf(':', StringComparison.Ordinal);
        var key = colon < 0 ? "" : credentials[..colon].Trim();
        return key.Length is > 0 and <= ServerKey.LengthMax ? key : null;
    }
}
