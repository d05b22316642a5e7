using System.Security.Cryptography;
using System.Text;

namespace Gerai.Values;

/// <summary>
/// By what a secret is told from another without being shown: the beginning of its SHA-256. Who has the secret gets
/// the same from <c>printf %s "$SECRET" | sha256sum</c>.
/// </summary>
internal static class Fingerprint
{
    private const int Length = 12;

    public static string Of(string secret) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)))[..Length];
}
