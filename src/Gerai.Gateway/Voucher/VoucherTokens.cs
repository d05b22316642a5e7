using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Gerai.Values;

namespace Gerai.Voucher;

/// <summary>
/// The secret part of a voucher's address: the transaction id and a keyed hash of it. Nothing is stored, nobody can
/// make one without the gateway's key, and a wrong one is known as wrong without asking the database.
/// </summary>
internal sealed class VoucherTokens(byte[] sealingKey)
{
    private const int IdBytes = 16;
    private const int TagBytes = 16;

    // A label of its own, so that the key is no other key of ours.
    private readonly byte[] key = HKDF.DeriveKey(
        HashAlgorithmName.SHA256, sealingKey, HMACSHA256.HashSizeInBytes, info: "gerai voucher"u8.ToArray());

    private static readonly int Length = Base64Url.GetEncodedLength(IdBytes + TagBytes);

    public string Of(TransactionId id)
    {
        Span<byte> bytes = stackalloc byte[IdBytes + HMACSHA256.HashSizeInBytes];
        id.Value.TryWriteBytes(bytes, bigEndian: true, out _);
        HMACSHA256.HashData(key, bytes[..IdBytes], bytes[IdBytes..]);
        return Base64Url.EncodeToString(bytes[..(IdBytes + TagBytes)]);
    }

    public bool TryRead(string token, out TransactionId id)
    {
        id = default;
        Span<byte> bytes = stackalloc byte[IdBytes + TagBytes];
        if (token.Length != Length
            || !Base64Url.IsValid(token)
            || !Base64Url.TryDecodeFromChars(token, bytes, out var written)
            || written != bytes.Length
            || !TransactionId.TryParse(new Guid(bytes[..IdBytes], bigEndian: true).ToString("D"), out var named))
        {
            return false;
        }

        // As text, so that of the several ways to write the last letter only ours is good.
        var expected = Encoding.ASCII.GetBytes(Of(named));
        if (!CryptographicOperations.FixedTimeEquals(expected, Encoding.ASCII.GetBytes(token)))
        {
            return false;
        }

        id = named;
        return true;
    }
}
