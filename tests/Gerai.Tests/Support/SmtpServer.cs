using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gerai.Notifications;
using MimeKit;

namespace Gerai.Tests.Support;

/// <summary>
/// A real SMTP server, Debian's python3-aiosmtpd, on a free port of this machine, with a certificate that only its own
/// file vouches for. It ends with the test: without anybody at its input it stops by itself.
/// </summary>
internal sealed class SmtpServer : IAsyncDisposable
{
    public const string UserName = "gerai";
    private const string Password = "mail-secret-7";
    private const string Python = "/usr/bin/python3";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("gerai-smtp-");
    private readonly MailTls tls;
    private Process? process;

    private SmtpServer(MailTls tls) => this.tls = tls;

    public int Port { get; private set; }

    private string CertificateFile => Path.Combine(folder.FullName, "server.pem");

    private string PasswordFile => Path.Combine(folder.FullName, "password");

    /// <summary>Starts one that demands a log-in, or skips the test when this machine has none.</summary>
    public static async Task<SmtpServer> StartAsync(MailTls tls = MailTls.StartTls)
    {
        Assert.SkipUnless(
            Directory.Exists("/usr/lib/python3/dist-packages/aiosmtpd") && File.Exists(Python),
            "No SMTP server: python3-aiosmtpd is missing. ./test installs it.");
        var server = new SmtpServer(tls);
        using var certificate = TestCertificate.SelfSigned(
            "127.0.0.1",
            new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero),
            new DateTimeOffset(2120, 1, 1, 0, 0, 0, TimeSpan.Zero));
        using var key = certificate.GetECDsaPrivateKey()!;
        await File.WriteAllTextAsync(
            server.CertificateFile, certificate.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem() + "\n");
        await File.WriteAllTextAsync(server.PasswordFile, Password + "\n");
        await server.StartAgainAsync();
        return server;
    }

    /// <summary>Settings with which a gateway can send.</summary>
    public MailOptions Options() => new()
    {
        Host = "127.0.0.1",
        Port = Port,
        Tls = tls,
        From = "gerai@operator.example",
        UserName = tls is MailTls.None ? "" : UserName,
        PasswordFile = tls is MailTls.None ? "" : PasswordFile,
        AuthorityFile = tls is MailTls.None ? "" : CertificateFile,
    };

    /// <summary>All mails it has taken, in order.</summary>
    public IReadOnlyList<MimeMessage> Mails() =>
        [.. folder.GetFiles("*.eml").OrderBy(file => file.Name).Select(file => MimeMessage.Load(file.FullName))];

    /// <summary>Whether it puts every mail off.</summary>
    public void Refuse(bool refuses)
    {
        var sign = Path.Combine(folder.FullName, "refuse");
        if (refuses)
        {
            File.WriteAllText(sign, "");
        }
        else
        {
            File.Delete(sign);
        }
    }

    public async Task StopAsync()
    {
        if (process is { } running)
        {
            process = null;
            running.StandardInput.Close();
            running.Kill();
            await running.WaitForExitAsync();
            running.Dispose();
        }
    }

    /// <summary>On the port it had before, if it had one.</summary>
    public async Task StartAgainAsync()
    {
        var isPlain = tls is MailTls.None;
        process = Process.Start(new ProcessStartInfo(
            Python,
            [
                "-I", "-W", "ignore", Path.Combine(Repository.Root, "tests/Gerai.Tests/Support/smtp_server.py"),
                folder.FullName,
                Port.ToString(CultureInfo.InvariantCulture), tls.ToString(), isPlain ? "" : CertificateFile,
                isPlain ? "" : UserName, isPlain ? "" : Password,
            ])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        var line = await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        Port = int.Parse(line!, CultureInfo.InvariantCulture);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        folder.Delete(recursive: true);
    }
}
