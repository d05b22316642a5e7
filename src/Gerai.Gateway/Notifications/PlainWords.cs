using System.Globalization;

namespace Gerai.Notifications;

/// <summary>
/// Why a notification did not arrive, as the merchant reads it. The words about redirects and statuses are the ones
/// that merchants' guides and searches know (protocol 6.36).
/// </summary>
internal static class PlainWords
{
    /// <summary>Nothing when it arrived.</summary>
    public static string? Of(DeliveryResult result, int? httpStatus) => result switch
    {
        DeliveryResult.Delivered => null,
        DeliveryResult.Refused => string.Create(
            CultureInfo.InvariantCulture, $"Response status is '{httpStatus}' not '200'"),
        DeliveryResult.RedirectNotFollowed =>
            "Redirection status code 301, 302 and 303 are not supported. Use 307 or 308 instead.",
        DeliveryResult.RedirectFailed =>
            $"The redirects did not end after {NotificationSender.HopsMax}, or one of them leads nowhere.",
        DeliveryResult.TimedOut => "No answer came within the time limit.",
        DeliveryResult.ConnectionFailed => "No connection could be made, or it broke before the answer was there.",
        DeliveryResult.TlsFailed =>
            "No TLS connection came about. Is the certificate expired, self-signed, for another name, or sent without "
            + "the ones between it and its root?",
        DeliveryResult.AddressForbidden => "The address, or one that it leads to, may not be called from here.",
    };
}
