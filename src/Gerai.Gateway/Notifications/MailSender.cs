using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace Gerai.Notifications;

/// <summary>Hands one mail to the operator's mail server, over a connection of its own.</summary>
internal sealed class MailSender(MailOptions options, TimeProvider time)
{
    /// <summary>Returns when the server has taken it over; whatever keeps it from that is an exception.</summary>
    public async Task SendAsync(MimeMessage message, CancellationToken cancel)
    {
        using var limit = new CancellationTokenSource(options.TimeLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        using var smtp = new SmtpClient
        {
            Timeout = (int)options.TimeLimit.TotalMilliseconds,

            // The lists of an authority inside the house can mostly not be reached; HttpClient does not look either.
            CheckCertificateRevocation = false,
        };
        if (options.AuthorityFile.Length > 0)
        {
            smtp.ServerCertificateValidationCallback = IsVouchedFor;
        }

        await smtp.ConnectAsync(options.Host, options.Port, TlsOf(options.Tls), either.Token);
        if (options.UserName.Length > 0)
        {
            var password = (await File.ReadAllLinesAsync(options.PasswordFile, either.Token)).FirstOrDefault() ?? "";
            await smtp.AuthenticateAsync(options.UserName, password, either.Token);
        }

        await smtp.SendAsync(message, either.Token);
        try
        {
            await smtp.DisconnectAsync(quit: true, either.Token);
        }
        catch (Exception rude) when (rude is IOException or OperationCanceledException or ProtocolException)
        {
            // The mail is theirs already; a goodbye that fails must not send it twice.
        }
    }

    private static SecureSocketOptions TlsOf(MailTls tls) => tls switch
    {
        MailTls.StartTls => SecureSocketOptions.StartTls,
        MailTls.Implicit => SecureSocketOptions.SslOnConnect,
        MailTls.None => SecureSocketOptions.None,
    };

    // Another authority, but the same questions: the name must be right and the certificate in its time.
    private bool IsVouchedFor(
        object sender, X509Certificate? certificate, X509Chain? sent, SslPolicyErrors errors)
    {
        if (certificate is not X509Certificate2 own
            || errors is not (SslPolicyErrors.None or SslPolicyErrors.RemoteCertificateChainErrors))
        {
            return false;
        }

        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.CustomTrustStore.ImportFromPemFile(options.AuthorityFile);
        foreach (var element in sent?.ChainElements ?? Enumerable.Empty<X509ChainElement>())
        {
            chain.ChainPolicy.ExtraStore.Add(element.Certificate);
        }

        return chain.Build(own);
    }
}
