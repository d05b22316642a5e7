using Gerai.Merchants;
using Gerai.Pages;

namespace Gerai.Dashboard.Settings;

/// <summary>What is wrong with an address, in the reader's words.</summary>
internal static class AddressWords
{
    /// <summary>Nothing when it is one.</summary>
    public static string? Complaint(string text, string example, PageLanguage language) =>
        WebAddress.FlawOf(text) is { } flaw ? Complaint(flaw, text, example, language) : null;

    /// <summary>About several, with commas between them.</summary>
    public static string? Complaint(IReadOnlyList<string> texts, string example, PageLanguage language) =>
        texts.Count > NotificationUrls.CountMax
            ? language.Say(
                $"Paling banyak {NotificationUrls.CountMax} alamat.",
                $"An account has at most {NotificationUrls.CountMax} addresses.")
            : texts.Select(text => Complaint(text, example, language)).FirstOrDefault(found => found is not null);

    private static string Complaint(WebAddressFlaw flaw, string text, string example, PageLanguage language) =>
        flaw switch
        {
            WebAddressFlaw.TooLong => language.Say(
                $"Sebuah alamat paling panjang {WebAddress.LengthMax} karakter.",
                $"An address has at most {WebAddress.LengthMax} characters."),
            WebAddressFlaw.NoAddress => language.Say(
                $"{text} bukan alamat lengkap seperti {example}.",
                $"{text} is not a whole address such as {example}."),

            // Not quoted, since it holds a password.
            WebAddressFlaw.HoldsPassword => language.Say(
                "Sebuah alamat tidak boleh memuat nama pengguna atau kata sandi.",
                "An address must not hold a user name or password."),
        };
}
