using Gerai.Values;

namespace Gerai.Merchants;

/// <summary>
/// What a merchant sets for itself: where it is told, where its customers are led, and when failures are tried again.
/// </summary>
internal sealed record MerchantSettings
{
    public required IReadOnlyList<string> NotificationUrls { get; init; }

    public required RedirectUrls Redirects { get; init; }

    public EmailAddress? AlertEmail { get; init; }

    public IReadOnlyList<TimeSpan>? RetryWaits { get; init; }

    public static MerchantSettings Of(Merchant merchant) => new()
    {
        NotificationUrls = merchant.NotificationUrls,
        Redirects = merchant.Redirects,
        AlertEmail = merchant.AlertEmail,
        RetryWaits = merchant.RetryWaits,
    };

    /// <summary>Whether all addresses are the same: what one page of the portal shows.</summary>
    public bool HasAddressesOf(MerchantSettings other) =>
        NotificationUrls.SequenceEqual(other.NotificationUrls) && Redirects == other.Redirects;

    /// <summary>Whether mail and schedule are the same: what another page shows.</summary>
    public bool HasScheduleOf(MerchantSettings other) =>
        AlertEmail == other.AlertEmail
        && (RetryWaits, other.RetryWaits) switch
        {
            (null, null) => true,
            ({ } one, { } two) => one.SequenceEqual(two),
            _ => false,
        };
}

/// <summary>What became of changing settings.</summary>
internal enum SettingsChange
{
    Changed,

    /// <summary>They were not as who changes them believed; nothing was written.</summary>
    Overtaken,
    NoSuchMerchant,
}
