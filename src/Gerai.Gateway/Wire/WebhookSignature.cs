using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Gerai.Wire;

/// <summary>
/// The <c>webhook-signature</c> of the Standard Webhooks specification: HMAC-SHA256 over id, moment of the attempt and
/// body. Unlike the documented <see cref="Signature"/> it covers every byte, and a recorded message grows old.
/// </summary>
internal static class WebhookSignature
{
    private const string Version = "v1,";

    /// <summary>One signature a key, with blanks between them; a receiver is content with any that fits.</summary>
    public static string Of(string id, long timestamp, ReadOnlySpan<byte> body, IEnumerable<byte[]> keys)
    {
        var head = Encoding.UTF8.GetBytes(id + "." + timestamp.ToString(CultureInfo.InvariantCulture) + ".");
        byte[] signed = [.. head, .. body];
        return string.Join(' ', keys.Select(key => Version + Convert.ToBase64String(HMACSHA256.HashData(key, signed))));
    }
}
