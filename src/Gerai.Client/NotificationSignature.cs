using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace Gerai.Client;

/// <summary>
/// The <c>signature_key</c> in a notification: SHA-512 over order id, status code, amount and server key. It tells that
/// the sender knows your server key.
/// </summary>
/// <remarks>
/// It does not cover the other fields, <c>transaction_status</c> among them, and a recorded message stays valid. Before
/// you hand out goods, ask <see cref="IGeraiClient.GetStatusAsync(string, CancellationToken)"/>, or check
/// <see cref="WebhookSignature"/>, which covers every byte. Source: docs.midtrans.com, HTTPS notification/webhooks.
/// </remarks>
public static class NotificationSignature
{
    /// <summary>Whether a notification was signed with your server key. Takes the same time for every wrong
    /// signature.</summary>
    /// <param name="body">The body exactly as it came, UTF-8: never read and written again.</param>
    /// <param name="serverKeys">Your server key; several while keys rotate.</param>
    /// <returns>False also for what is no notification at all.</returns>
    /// <exception cref="ArgumentException">A server key is blank: anybody could have signed with that.</exception>
    public static bool Verify(ReadOnlySpan<byte> body, params ReadOnlySpan<string> serverKeys)
    {
        foreach (var key in serverKeys)
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(key, nameof(serverKeys));
        }

        var keyBytesMax = 0;
        foreach (var key in serverKeys)
        {
            keyBytesMax = Math.Max(keyBytesMax, Encoding.UTF8.GetByteCount(key));
        }

        var buffer = ArrayPool<byte>.Shared.Rent(body.Length + keyBytesMax);
        try
        {
            return Verify(body, buffer, serverKeys);
        }
        finally
        {
            // A server key stands in it.
            CryptographicOperations.ZeroMemory(buffer);
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Signs as the gateway does, for your own tests.</summary>
    /// <param name="orderId"><c>order_id</c>.</param>
    /// <param name="statusCode"><c>status_code</c>, such as <c>200</c>.</param>
    /// <param name="grossAmount"><c>gross_amount</c> as it is written there, such as <c>44000.00</c>.</param>
    /// <param name="serverKey">Your server key.</param>
    /// <returns>The <c>signature_key</c>: 128 lower-case hexadecimal digits.</returns>
    public static string Sign(string orderId, string statusCode, string grossAmount, string serverKey)
    {
        ArgumentNullException.ThrowIfNull(orderId);
        ArgumentNullException.ThrowIfNull(statusCode);
        ArgumentNullException.ThrowIfNull(grossAmount);
        ArgumentException.ThrowIfNullOrWhiteSpace(serverKey);
        Span<byte> hash = stackalloc byte[SHA512.HashSizeInBytes];
        Hash(orderId, statusCode, grossAmount, serverKey, hash);
        return Convert.ToHexStringLower(hash);
    }

    private static bool Verify(ReadOnlySpan<byte> body, Span<byte> buffer, ReadOnlySpan<string> serverKeys)
    {
        Span<byte> given = stackalloc byte[SHA512.HashSizeInBytes];
        if (!SignedFields.TryRead(body, buffer, out var length, given))
        {
            return false;
        }

        var isGood = false;
        Span<byte> expected = stackalloc byte[SHA512.HashSizeInBytes];
        foreach (var key in serverKeys)
        {
            var end = length + Encoding.UTF8.GetBytes(key, buffer[length..]);
            SHA512.HashData(buffer[..end], expected);
            isGood |= CryptographicOperations.FixedTimeEquals(expected, given);
        }

        return isGood;
    }

    private static void Hash(string orderId, string statusCode, string grossAmount, string serverKey, Span<byte> hash)
    {
        var letters = orderId.Length + statusCode.Length + grossAmount.Length + serverKey.Length;
        var buffer = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(letters));
        try
        {
            var length = Encoding.UTF8.GetBytes(orderId, buffer);
            length += Encoding.UTF8.GetBytes(statusCode, buffer.AsSpan(length));
            length += Encoding.UTF8.GetBytes(grossAmount, buffer.AsSpan(length));
            length += Encoding.UTF8.GetBytes(serverKey, buffer.AsSpan(length));
            SHA512.HashData(buffer.AsSpan(0, length), hash);
        }
        finally
        {
            // The server key stands in it.
            CryptographicOperations.ZeroMemory(buffer);
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
