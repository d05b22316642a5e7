using System.Globalization;
using Gerai.Merchants;
using Gerai.Values;

namespace Gerai.Storage;

/// <summary>How a merchant's settings stand in their columns.</summary>
internal static class SettingsText
{
    public static string Of(IReadOnlyList<string> urls) => string.Join('\n', urls);

    public static string? Of(IReadOnlyList<TimeSpan>? waits) => waits is null
        ? null
        : string.Join(
            ',', waits.Select(wait => ((long)wait.TotalMilliseconds).ToString(CultureInfo.InvariantCulture)));

    public static IReadOnlyList<string> Urls(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    // Older versions wrote an empty text for no address.
    public static EmailAddress? Email(string? text) => text is { Length: > 0 } ? EmailAddress.Of(text) : null;

    public static IReadOnlyList<TimeSpan>? Waits(string? text) => text?.Split(',')
        .Select(wait => TimeSpan.FromMilliseconds(long.Parse(wait, CultureInfo.InvariantCulture)))
        .ToList();

    public static RedirectUrls Redirects(string? finish, string? unfinish, string? error) => new()
    {
        Finish = Redirect(finish),
        Unfinish = Redirect(unfinish),
        Error = Redirect(error),
    };

    private static RedirectUrl? Redirect(string? url) => url is null ? null : RedirectUrl.Of(url);
}
