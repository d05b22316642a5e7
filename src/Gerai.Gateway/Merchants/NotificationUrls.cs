namespace Gerai.Merchants;

/// <summary>
/// The addresses of an account as a person writes them: several with commas between them (protocol 6.41). Whether one
/// may be called is seen at each call; here only what could never be called is refused.
/// </summary>
internal static class NotificationUrls
{
    public const int CountMax = 10;

    /// <summary>Reads them all or says what is wrong with one.</summary>
    public static bool TryRead(IEnumerable<string> texts, out IReadOnlyList<string> urls, out string? complaint)
    {
        urls = [.. texts.SelectMany(Split).Distinct(StringComparer.Ordinal)];
        complaint = urls.Count > CountMax
            ? $"An account has at most {CountMax} addresses."
            : urls.Select(url => WebAddress.Complaint(url, "https://shop.example/notify"))
                .FirstOrDefault(found => found is not null);
        return complaint is null;
    }

    /// <summary>Each by itself, right or wrong.</summary>
    public static string[] Split(string text) =>
        text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
