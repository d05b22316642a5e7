using Gerai.Pages;

namespace Gerai.Dashboard.Account;

/// <summary>
/// What a password must be: long, not a word everybody uses, and not the person's own address. No rule about kinds of
/// characters, which only make people write it down.
/// </summary>
internal static class PasswordRules
{
    public const int LengthMin = 12;

    // Hashing takes time with the length, and strangers may ask for it.
    public const int LengthMax = 256;

    // The first that anybody tries who knows the length.
    private static readonly string[] Guessed =
    [
        "password", "passw0rd", "katasandi", "rahasia", "indonesia", "qwerty", "123456", "abcdef", "alfamart",
        "indomaret",
    ];

    /// <summary>What is wrong with it, or nothing.</summary>
    public static string? Complaint(string password, string again, string email, PageLanguage language)
    {
        if (password.Length is < LengthMin or > LengthMax)
        {
            return language.Say(
                $"Kata sandi terdiri dari {LengthMin} sampai {LengthMax} karakter.",
                $"A password has {LengthMin} to {LengthMax} characters.");
        }

        if (IsEasy(password, email))
        {
            return language.Say(
                "Kata sandi ini mudah ditebak. Pilih beberapa kata yang tidak berhubungan.",
                "This password is easy to guess. Choose a few words that have nothing to do with each other.");
        }

        return password == again
            ? null
            : language.Say("Kedua kata sandi tidak sama.", "The two passwords are not the same.");
    }

    private static bool IsEasy(string password, string email)
    {
        const int DifferentMin = 5;
        var own = email.Split('@')[0];
        var rest = password.Replace(own, "", StringComparison.OrdinalIgnoreCase);
        foreach (var word in Guessed)
        {
            rest = rest.Replace(word, "", StringComparison.OrdinalIgnoreCase);
        }

        return rest.Distinct().Count() < DifferentMin;
    }
}
