using Gerai.Merchants;
using Gerai.Notifications;
using Gerai.Pages;
using Gerai.People;
using Gerai.Values;
using Gerai.Wire;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MimeKit;
using MimeKit.Text;

namespace Gerai.Dashboard.Account;

/// <summary>
/// Mails an invitation with its link, where the operator has a mail server. Once: the link is nowhere in the books, so
/// what could not be sent cannot be tried later; who invited is told and has the link on the screen.
/// </summary>
internal sealed class InvitationPost(
    MailSender sender,
    MailOptions options,
    MerchantAccounts merchants,
    TimeProvider time,
    IHostApplicationLifetime lifetime,
    ILogger<InvitationPost> log)
{
    public bool IsOn => options.IsOn;

    /// <returns>False when the mail server did not take it.</returns>
    public async Task<bool> TrySendAsync(Invitation invitation, Uri link)
    {
        // To its end, also when the page is left meanwhile; the mail's time limit ends it.
        var cancel = lifetime.ApplicationStopping;
        try
        {
            var merchant = await merchants.FindAsync(invitation.Merchant!.Value, cancel);
            await sender.SendAsync(Write(invitation, merchant!.Name, link), cancel);
            return true;
        }
        catch (Exception failed) when (!cancel.IsCancellationRequested)
        {
            // Whatever ails the mail server; the address is a person's and stays out of the log.
            log.LogWarning("An invitation was not mailed: {Reason}", failed.Message);
            return false;
        }
    }

    private MimeMessage Write(Invitation invitation, string merchant, Uri link)
    {
        // What a merchant calls itself may hold a line break, and a header must not.
        var name = string.Join(' ', merchant.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        var message = new MimeMessage
        {
            Subject = $"Undangan ke {name} / Invitation to {name}",
            Date = time.GetUtcNow().ToOffset(WireFormat.JakartaOffset),
            MessageId = $"gerai.invitation.{invitation.Id}@{options.From.Split('@')[1]}",
            Body = new TextPart(TextFormat.Plain) { Text = Text(invitation, name, link) },
        };
        message.From.Add(new MailboxAddress("Gerai", options.From));
        message.To.Add(new MailboxAddress(null, invitation.Email.Text));
        message.Headers.Add(HeaderId.AutoSubmitted, "auto-generated");
        return message;
    }

    private static string Text(Invitation invitation, string merchant, Uri link)
    {
        var role = invitation.Role!.Value;
        var until = WireFormat.TimeWithOffset(invitation.ExpiresAt);
        return $"""
            (English below)

            {invitation.InvitedBy} mengundang Anda ke {merchant} di portal Gerai
            sebagai {RoleNames.Of(role, PageLanguage.Indonesian)}.

            Buka tautan ini untuk menerima. Berlaku sekali, sampai {until}:

              {link.AbsoluteUri}

            Jika Anda tidak mengenal pengirimnya, abaikan saja surat ini.

            --------

            {invitation.InvitedBy} invites you to {merchant} at the Gerai portal
            as {RoleNames.Of(role, PageLanguage.English)}.

            Open this link to accept. It works once, until {until}:

              {link.AbsoluteUri}

            If you do not know who that is, do nothing.
            """;
    }
}
