using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Identity;

namespace Gerai.People;

/// <summary>
/// The six digits an authenticator shows (RFC 6238, as all of them do it: SHA-1, 30 seconds). Identity's own provider
/// reads the system's clock, so no test could turn it, and takes a code as often as it is shown.
/// </summary>
internal sealed class AuthenticatorCodes(IPeople people, TimeProvider time) : IUserTwoFactorTokenProvider<Person>
{
    private const int StepSeconds = 30;
    private const int Digits = 6;

    // A telephone's clock may be a little off, and typing takes a while.
    private const int StepsAround = 1;

    public Task<bool> CanGenerateTwoFactorTokenAsync(UserManager<Person> manager, Person user) =>
        Task.FromResult(user.AuthenticatorKey is { Length: > 0 });

    // It is the person's device that generates.
    public Task<string> GenerateAsync(string purpose, UserManager<Person> manager, Person user) =>
        Task.FromResult("");

    public async Task<bool> ValidateAsync(string purpose, string token, UserManager<Person> manager, Person user)
    {
        var digits = token.Replace(" ", "", StringComparison.Ordinal);
        if (user.AuthenticatorKey is not { Length: > 0 } text || digits.Length != Digits)
        {
            return false;
        }

        var key = ReadKey(text);
        var now = time.GetUtcNow().ToUnixTimeSeconds() / StepSeconds;
        for (var step = now - StepsAround; step <= now + StepsAround; step++)
        {
            if (Code(key, step) == digits
                && await people.UseAuthenticatorStepAsync(user.Id, step, CancellationToken.None))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The code of a time step.</summary>
    [SuppressMessage(
        "Security", "CA5350", Justification = "The one hash that authenticators know; forgeries of it need the key.")]
    internal static string Code(byte[] key, long step)
    {
        Span<byte> message = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(message, step);
        Span<byte> hash = stackalloc byte[HMACSHA1.HashSizeInBytes];
        HMACSHA1.HashData(key, message, hash);
        var number = BinaryPrimitives.ReadInt32BigEndian(hash[(hash[^1] & 0x0F)..]) & int.MaxValue;
        return (number % 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
    }

    /// <summary>
    /// Reads the Base32 (RFC 4648) that Identity writes authenticator keys in, and nobody but it can read.
    /// </summary>
    internal static byte[] ReadKey(string base32)
    {
        const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
        const int BitsInLetter = 5;
        const int BitsInByte = 8;
        var letters = base32.TrimEnd('=').ToUpperInvariant();
        var bytes = new byte[letters.Length * BitsInLetter / BitsInByte];
        var (bits, count, next) = (0, 0, 0);
        foreach (var letter in letters)
        {
            var value = Alphabet.IndexOf(letter, StringComparison.Ordinal);
            if (value < 0)
            {
                throw new FormatException("An authenticator key has the letters A to Z and the digits 2 to 7.");
            }

            // Never more than seven bits wait for their byte, so nothing is lost above twelve.
            bits = ((bits << BitsInLetter) | value) & 0xFFF;
            count += BitsInLetter;
            if (count >= BitsInByte)
            {
                count -= BitsInByte;
                bytes[next++] = (byte)((bits >> count) & byte.MaxValue);
            }
        }

        return bytes;
    }
}
