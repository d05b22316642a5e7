using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Gerai.Client;

/// <summary>
/// The <c>webhook-signature</c> header that Gerai sends beside the documented signature: HMAC-SHA256 over event id,
/// time and every byte of the body, by the Standard Webhooks specification (standardwebhooks.com). Midtrans does not
/// send it.
/// </summary>
public static class WebhookSignature
{
    /// <summary>The header with the id of the event, the same at every attempt: <c>webhook-id</c>.</summary>
    public const string IdHeader = "webhook-id";

    /// <summary>The header with the moment of the attempt, in Unix seconds: <c>webhook-timestamp</c>.</summary>
    public const string TimestampHeader = "webhook-timestamp";

    /// <summary>The header with one signature or more: <c>webhook-signature</c>.</summary>
    public const string SignatureHeader = "webhook-signature";

    private const string SecretPrefix = "whsec_";
    private const string Version = "v1,";

    // The specification: 24 to 64 bytes.
    private const int SecretBytesMin = 24;
    private const int SecretBytesMax = 64;

    /// <summary>How far the moment of an attempt may be from now: five minutes, either way.</summary>
    public static TimeSpan Tolerance { get; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Whether a message was signed with one of your webhook secrets not long ago. Takes the same time for every wrong
    /// signature.
    /// </summary>
    /// <param name="id">The header <see cref="IdHeader"/>.</param>
    /// <param name="timestamp">The header <see cref="TimestampHeader"/>.</param>
    /// <param name="signatures">The header <see cref="SignatureHeader"/>.</param>
    /// <param name="body">The body exactly as it came.</param>
    /// <param name="secrets">Your webhook secret, <c>whsec_…</c>; several while secrets rotate.</param>
    /// <param name="time">Whose time it is now; the system's unless given.</param>
    /// <returns>False also when a header is missing.</returns>
    /// <exception cref="FormatException">A secret is no webhook secret.</exception>
    public static bool Verify(
        string? id,
        string? timestamp,
        string? signatures,
        ReadOnlySpan<byte> body,
        IEnumerable<string> secrets,
        TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(secrets);
        var keys = secrets.Select(KeyOf).ToList();
        if (string.IsNullOrEmpty(id)
            || signatures is null
            || !long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || !IsRecent(seconds, time ?? TimeProvider.System))
        {
            return false;
        }

        var given = signatures.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Where(one => one.StartsWith(Version, StringComparison.Ordinal))
            .Select(one => Encoding.UTF8.GetBytes(one))
            .ToList();
        var isGood = false;
        foreach (var key in keys)
        {
            var expected = Encoding.UTF8.GetBytes(Of(id, timestamp, body, key));
            foreach (var one in given)
            {
                isGood |= CryptographicOperations.FixedTimeEquals(expected, one);
            }
        }

        return isGood;
    }

    /// <summary>Signs as the gateway does, for your own tests.</summary>
    /// <param name="id">The id of the event.</param>
    /// <param name="sentAt">The moment of the attempt.</param>
    /// <param name="body">The body.</param>
    /// <param name="secret">Your webhook secret, <c>whsec_…</c>.</param>
    /// <returns>The value of <see cref="SignatureHeader"/>.</returns>
    /// <exception cref="FormatException">The secret is no webhook secret.</exception>
    public static string Sign(string id, DateTimeOffset sentAt, ReadOnlySpan<byte> body, string secret)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        ArgumentNullException.ThrowIfNull(secret);
        var timestamp = sentAt.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return Of(id, timestamp, body, KeyOf(secret));
    }

    private static bool IsRecent(long seconds, TimeProvider time) =>
        Int128.Abs((Int128)time.GetUtcNow().ToUnixTimeSeconds() - seconds) <= (long)Tolerance.TotalSeconds;

    private static string Of(string id, string timestamp, ReadOnlySpan<byte> body, byte[] key)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        hmac.AppendData(Encoding.UTF8.GetBytes($"{id}.{timestamp}."));
        hmac.AppendData(body);
        return Version + Convert.ToBase64String(hmac.GetHashAndReset());
    }

    private static byte[] KeyOf(string secret)
    {
        var key = new byte[SecretBytesMax];
        return secret.StartsWith(SecretPrefix, StringComparison.Ordinal)
            && Convert.TryFromBase64String(secret[SecretPrefix.Length..], key, out var length)
            && length >= SecretBytesMin
                ? key[..length]
                : throw new FormatException("A webhook secret is whsec_ and the Base64 of 24 to 64 bytes.");
    }
}
