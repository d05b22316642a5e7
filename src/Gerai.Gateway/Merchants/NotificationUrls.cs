namespace Gerai.Merchants;

/// <summary>
/// The addresses of an account as a person writes them: several with commas between them (protocol 6.41). Whether one
/// may be called is seen at each call; here only what could never be called is refused.
/// </summary>
internal static class NotificationUrls
{
    private const int CountMax = 10;
    private const int LengthMax = 2_000;

    /// <summary>Reads them all or says what is wrong with one.</summary>
    public static bool TryRead(IEnumerable<string> texts, out IReadOnlyList<string> urls, out string? complaint)
    {
        const StringSplitOptions Tidy = StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries;
        urls = [.. texts.SelectMany(text => text.Split(',', Tidy)).Distinct(StringComparer.Ordinal)];
        complaint = urls.Count > CountMax
            ? $"An account has at most {CountMax} addresses."
            : urls.Select(Complaint).FirstOrDefault(found => found is not null);
        return complaint is null;
    }

    private static string? Complaint(string text)
    {
        if (text.Length > LengthMax)
        {
            return $"An address has at most {LengthMax} characters.";
        }

        if (text.Any(letter => char.IsWhiteSpace(letter) || char.IsControl(letter))
            || !Uri.TryCreate(text, UriKind.Absolute, out var url)
            || (url.Scheme != Uri.UriSchemeHttp && url.Scheme != Uri.UriSchemeHttps))
        {
            return $"{text} is not an address such as https://shop.example/notify.";
        }

        // Not quoted, since it holds a password.
        return url.UserInfo.Length > 0 ? "An address must not hold a user name or password." : null;
    }
}
