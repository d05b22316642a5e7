using System.Security.Cryptography;
using System.Text;

namespace Gerai.Values;

/// <summary>
/// Locks secrets before they are written down and opens them again, and gives the keyed hash by which a secret is
/// found without being read. Both keys come from one sealing key that lives outside the database.
/// </summary>
internal sealed class SecretSeal
{
    public const int KeyBytes = 32;

    private static readonly int NonceBytes = AesGcm.NonceByteSizes.MaxSize;
    private static readonly int TagBytes = AesGcm.TagByteSizes.MaxSize;

    private const int FingerprintLength = 12;

    private readonly byte[] sealingKey;
    private readonly byte[] hashingKey;
    private readonly RandomSource random;

    public SecretSeal(ReadOnlySpan<byte> key, RandomSource random)
    {
        if (key.Length != KeyBytes)
        {
            throw new ArgumentException("A sealing key has 32 bytes.", nameof(key));
        }

        var source = key.ToArray();
        sealingKey = HKDF.DeriveKey(HashAlgorithmName.SHA256, source, KeyBytes, info: "gerai seal"u8.ToArray());
        hashingKey = HKDF.DeriveKey(HashAlgorithmName.SHA256, source, KeyBytes, info: "gerai hash"u8.ToArray());
        this.random = random;
    }

    public string Seal(string secret)
    {
        var plain = Encoding.UTF8.GetBytes(secret);
        var box = new byte[NonceBytes + plain.Length + TagBytes];
        var nonce = box.AsSpan(0, NonceBytes);
        random.Fill(nonce);
        using var aes = new AesGcm(sealingKey, TagBytes);
        aes.Encrypt(nonce, plain, box.AsSpan(NonceBytes, plain.Length), box.AsSpan(NonceBytes + plain.Length));
        return Convert.ToBase64String(box);
    }

    /// <exception cref="CryptographicException">The text was sealed with another key, or changed since.</exception>
    public string Open(string text)
    {
        var box = new byte[text.Length];
        if (!Convert.TryFromBase64String(text, box, out var length) || length < NonceBytes + TagBytes)
        {
            throw new CryptographicException("The text is not a seal.");
        }

        Array.Resize(ref box, length);
        var plain = new byte[length - NonceBytes - TagBytes];
        using var aes = new AesGcm(sealingKey, TagBytes);
        aes.Decrypt(
            box.AsSpan(0, NonceBytes),
            box.AsSpan(NonceBytes, plain.Length),
            box.AsSpan(NonceBytes + plain.Length),
            plain);
        return Encoding.UTF8.GetString(plain);
    }

    public string Hash(string secret) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(hashingKey, Encoding.UTF8.GetBytes(secret)));

    /// <summary>What may be shown of a secret: enough to tell it from another, and nothing to find it by.</summary>
    public string Fingerprint(string secret) => Hash($"fingerprint {secret}")[..FingerprintLength];
}
