using Gerai.Merchants;
using Gerai.Values;
using Microsoft.Extensions.Logging;

namespace Gerai.Notifications;

/// <summary>
/// Tells merchants by mail that an endpoint keeps failing: once a day at most, and by one node. Whether there is
/// trouble is read from the tables that delivery writes anyway, so delivery knows nothing of it.
/// </summary>
internal sealed class EndpointAlerts(
    IAlertRepository alerts,
    MerchantAccounts merchants,
    MailSender sender,
    MailOptions options,
    NotificationMetrics metrics,
    TimeProvider time,
    ILogger<EndpointAlerts> log)
{
    // By then an endpoint has failed some twelve times in a row, and been left alone for 30, 60 and 120 seconds.
    private const int OpeningsMin = 3;

    private static readonly TimeSpan Silence = TimeSpan.FromHours(24);

    // What was given up is news until it has been told, and for longer than the silence after a mail. What is older,
    // as when mail has just been switched on, is not.
    private static readonly TimeSpan NewsFor = TimeSpan.FromHours(48);

    // Longer than a mail may take, so that two nodes do not send one.
    private static readonly TimeSpan LeaseMargin = TimeSpan.FromSeconds(30);

    // After a mail server's failures; when they are used up, the next try is a mail of the next day.
    private static readonly TimeSpan[] Waits =
    [
        TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2),
    ];

    public bool IsOn => options.IsOn;

    /// <summary>One look at all endpoints, and the mails that are due.</summary>
    public async Task GoRoundAsync(CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        foreach (var due in await alerts.DueAsync(OpeningsMin, now - NewsFor, now, cancel))
        {
            var merchant = await merchants.FindAsync(MerchantId.Parse(due.Endpoint.Merchant), cancel);
            if (merchant is { AlertEmail: not null, WantsTroubleMail: true, ClosedAt: null })
            {
                await TellAsync(merchant, due, cancel);
            }
        }

        // By then what it has told is no news either.
        await alerts.ForgetAsync(now - Silence, cancel);
    }

    private async Task TellAsync(Merchant merchant, DueAlert due, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var claimed = new AlertState(
            now + options.TimeLimit + LeaseMargin, due.Seen?.Failures ?? 0, due.Seen?.ToldUntil ?? (now - NewsFor));
        if (!await alerts.ClaimAsync(due.Endpoint, due.Seen, claimed, cancel))
        {
            return;
        }

        // A node that dies from here on leaves the lease, and another sends the mail when it has lapsed: a merchant may
        // get it twice, but not never.
        var trouble = await alerts.TroubleAsync(due.Endpoint, claimed.ToldUntil, cancel);
        var mail = AlertMail.Write(merchant, due with { Seen = claimed }, trouble, EmailAddress.Of(options.From), now);
        var isSent = await TrySendAsync(mail, due.Endpoint, cancel);
        metrics.NoteAlert(isSent);

        // Also at shutdown, else the next start would send it again.
        await alerts.RecordAsync(
            due.Endpoint, claimed, isSent ? AfterMail(now) : AfterFailure(claimed), CancellationToken.None);
    }

    private async Task<bool> TrySendAsync(MimeKit.MimeMessage mail, Endpoint endpoint, CancellationToken cancel)
    {
        try
        {
            await sender.SendAsync(mail, cancel);
            return true;
        }
        catch (Exception failed) when (!cancel.IsCancellationRequested)
        {
            // Whatever ails the mail server is nobody else's trouble.
            log.LogWarning(
                "The mail that {Endpoint} keeps failing was not sent: {Reason}", endpoint.Text, failed.Message);
            return false;
        }
    }

    private AlertState AfterMail(DateTimeOffset now) => new(time.GetUtcNow() + Silence, 0, now);

    private AlertState AfterFailure(AlertState claimed)
    {
        var now = time.GetUtcNow();
        return claimed.Failures < Waits.Length
            ? claimed with { DueAt = now + Waits[claimed.Failures], Failures = claimed.Failures + 1 }
            : claimed with { DueAt = now + Silence, Failures = 0 };
    }
}
