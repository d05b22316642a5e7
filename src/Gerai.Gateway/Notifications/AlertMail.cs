using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Gerai.Merchants;
using Gerai.Values;
using Gerai.Wire;
using MimeKit;
using MimeKit.Text;

namespace Gerai.Notifications;

/// <summary>
/// The mail to a merchant whose endpoint keeps failing (protocol 6.37), in Indonesian and English. It names no order
/// and no customer, and no part of an address that could be secret.
/// </summary>
internal static class AlertMail
{
    /// <summary>The same mail, tried again, keeps its name, so that a reader's mailbox may drop the second.</summary>
    public static MimeMessage Write(
        Merchant merchant, DueAlert alert, EndpointTrouble trouble, EmailAddress from, DateTimeOffset now)
    {
        var address = trouble.Address is { } called ? PublicAddress.Of(called) : alert.Endpoint.Server;
        var host = Uri.TryCreate(address, UriKind.Absolute, out var found) ? found.IdnHost : alert.Endpoint.Server;
        var message = new MimeMessage
        {
            Subject = $"Notifikasi ke {host} gagal / Notifications to {host} fail",
            Date = now.ToOffset(WireFormat.JakartaOffset),
            MessageId = $"{NameOf(alert)}@{from.Text.Split('@')[1]}",
            Body = new TextPart(TextFormat.Plain) { Text = Text(merchant, address, trouble, now) },
        };
        message.From.Add(new MailboxAddress("Gerai", from.Text));
        message.To.Add(new MailboxAddress(null, merchant.AlertEmail!.Value.Text));

        // So that no absence note answers it.
        message.Headers.Add(HeaderId.AutoSubmitted, "auto-generated");
        return message;
    }

    private static string Text(Merchant merchant, string address, EndpointTrouble trouble, DateTimeOffset now)
    {
        var since = trouble.Since ?? now;
        var hours = Math.Ceiling((now - since).TotalHours) + 1;
        var resend = string.Create(CultureInfo.InvariantCulture, $"gerai resend --failed-since {hours:F0}h");
        var words = (trouble.Result is { } result ? PlainWords.Of(result, trouble.HttpStatus) : null)
            ?? "No answer yet.";
        var environment = merchant.Id.Environment is GatewayEnvironment.Production ? "production" : "sandbox";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"""
            (English below)

            Notifikasi pembayaran untuk akun {merchant.Id.Number} ({environment}) ke alamat ini terus gagal:

              {address}

            Sejak          : {WireFormat.TimeWithOffset(since)}
            Masih menunggu : {trouble.Waiting}
            Tidak dicoba lagi : {trouble.GivenUp}
            Hasil terakhir : {words}

            Yang masih menunggu dikirim sendiri setelah server Anda menjawab lagi. Yang tidak dicoba lagi
            dapat dikirim ulang:

              {resend}

            Surat ini paling banyak satu kali sehari untuk setiap server.

            --------

            Notifications of payments for account {merchant.Id.Number} ({environment}) keep failing at this address:

              {address}

            Since          : {WireFormat.TimeWithOffset(since)}
            Still waiting  : {trouble.Waiting}
            Given up       : {trouble.GivenUp}
            Latest result  : {words}

            What waits is sent by itself once your server answers again. What was given up can be sent again:

              {resend}

            This mail comes at most once a day for each server.
            """);
    }

    private static string NameOf(DueAlert alert)
    {
        var told = alert.Seen!.ToldUntil.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{alert.Endpoint.Text} {told}"));
        return "gerai." + Convert.ToHexStringLower(hash.AsSpan(0, 16));
    }
}
