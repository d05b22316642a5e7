using System.Security.Cryptography;
using System.Text;

namespace Gerai.Wire;

/// <summary>
/// The <c>signature_key</c> of a message (protocol 6.16): SHA-512 over order id, status code, amount and server key,
/// as they stand in that same message.
/// </summary>
internal static class Signature
{
    public static string Of(string orderId, string statusCode, string grossAmount, string serverKey) =>
        Convert.ToHexStringLower(
            SHA512.HashData(Encoding.UTF8.GetBytes(orderId + statusCode + grossAmount + serverKey)));
}
