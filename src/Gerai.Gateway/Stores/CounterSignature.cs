using System.Security.Cryptography;
using System.Text;

namespace Gerai.Stores;

/// <summary>
/// How a network signs a request: HMAC-SHA256 over method, path, timestamp and body, each but the last ended by a line
/// feed. Whoever plays the network's part signs with this too.
/// </summary>
internal static class CounterSignature
{
    public const string NetworkHeader = "X-Gerai-Network";
    public const string TimestampHeader = "X-Gerai-Timestamp";
    public const string SignatureHeader = "X-Gerai-Signature";

    public static string Of(string secret, string method, string path, string timestamp, ReadOnlySpan<byte> body)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret));
        hash.AppendData(Encoding.UTF8.GetBytes($"{method}\n{path}\n{timestamp}\n"));
        hash.AppendData(body);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
