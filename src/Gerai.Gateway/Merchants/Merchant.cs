using Gerai.Stores;
using Gerai.Values;

namespace Gerai.Merchants;

/// <summary>Who we collect for: name, keys, where to notify, at which stores its customers may pay.</summary>
internal sealed record Merchant
{
    public const int NameLengthMax = 60;

    public required MerchantId Id { get; init; }

    /// <summary>As customers read it on the till and the receipt.</summary>
    public required string Name { get; init; }

    /// <summary>The newest: what we sign with. An older one may still open the door for a while.</summary>
    public required ServerKey ServerKey { get; init; }

    /// <summary>The newest first; those before it sign along until their end. Accounts from before have none.</summary>
    public IReadOnlyList<WebhookSecret> WebhookSecrets { get; init; } = [];

    public required string ClientKey { get; init; }

    public required IReadOnlyList<string> NotificationUrls { get; init; }

    /// <summary>Who gets mail when an endpoint keeps failing, if anybody.</summary>
    public EmailAddress? AlertEmail { get; init; }

    /// <summary>
    /// Whether that address gets mail when an endpoint keeps failing: switched off, it stays for another time.
    /// </summary>
    public bool WantsTroubleMail { get; init; } = true;

    public CustomFieldNames FieldNames { get; init; } = CustomFieldNames.None;

    /// <summary>Where its customers are led from the pages of their payments.</summary>
    public RedirectUrls Redirects { get; init; } = RedirectUrls.None;

    public required IReadOnlyList<StoreChain> Stores { get; init; }

    /// <summary>
    /// The longest wait before each retry of a notification, when this merchant has a schedule of its own.
    /// </summary>
    public IReadOnlyList<TimeSpan>? RetryWaits { get; init; }

    /// <summary>Since when the merchant's account is switched off, if it is.</summary>
    public DateTimeOffset? ClosedAt { get; init; }

    /// <summary>
    /// Whether people may give an account this name: letters, digits and blanks, and no symbols (protocol 7.12), which
    /// not every till can print.
    /// </summary>
    public static bool IsName(string text) =>
        text.Trim() == text
        && text.Length is > 0 and <= NameLengthMax
        && text.All(letter => char.IsLetterOrDigit(letter) || letter is ' ');
}
