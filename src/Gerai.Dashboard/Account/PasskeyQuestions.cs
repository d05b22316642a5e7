using System.Globalization;
using System.Security.Cryptography;
using Gerai.Values;
using Microsoft.AspNetCore.DataProtection;

namespace Gerai.Dashboard.Account;

/// <summary>
/// Hands out what a passkey is asked, in a seal that only we open, and takes it back with the answer. A question is
/// good for five minutes; that it is answered once, the books know.
/// </summary>
internal sealed class PasskeyQuestions(IDataProtectionProvider protection, RandomSource random, TimeProvider time)
{
    private const char Separator = '\n';
    private const int PartCount = 5;
    private const int NameLength = 22;

    // For who has to look for the key first; the browser is told the same.
    public static readonly TimeSpan GoodFor = TimeSpan.FromMinutes(5);

    private readonly IDataProtector seal = protection.CreateProtector("Gerai.Dashboard.PasskeyQuestions");

    /// <param name="purpose">What it is asked for, so that no answer serves for another purpose.</param>
    /// <param name="owner">Whose passkey it shall be; nothing when the passkey tells.</param>
    /// <param name="label">What the passkey shall be called.</param>
    /// <param name="state">What the check of the answer needs to know.</param>
    public string Seal(PasskeyPurpose purpose, string owner, string label, string state)
    {
        var until = (time.GetUtcNow() + GoodFor).ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        return seal.Protect(string.Join(
            Separator, $"{purpose}/{random.NextText(NameLength)}", until, owner, label, state));
    }

    /// <summary>Nothing when it is none of ours, or was asked for another purpose.</summary>
    public PasskeyQuestion? Open(PasskeyPurpose purpose, string text)
    {
        try
        {
            var parts = seal.Unprotect(text).Split(Separator, PartCount);
            var until = DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(parts[1], CultureInfo.InvariantCulture));
            return parts[0].StartsWith($"{purpose}/", StringComparison.Ordinal)
                ? new PasskeyQuestion(parts[0], until, parts[2], parts[3], parts[4])
                : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}

/// <summary>What a passkey is asked for.</summary>
internal enum PasskeyPurpose
{
    SignIn,
    Register,
}

/// <summary>A question that came back with its answer.</summary>
internal sealed record PasskeyQuestion(string Name, DateTimeOffset Until, string Owner, string Label, string State);
