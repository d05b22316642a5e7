using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Gerai.Notifications;

/// <summary>
/// Whose certificates are trusted: those of the system's authorities, and those of the operator's own.
/// </summary>
internal sealed class TrustedAuthorities
{
    private readonly X509Certificate2Collection own;

    private TrustedAuthorities(X509Certificate2Collection own) => this.own = own;

    /// <summary>Without a file only the system's are trusted.</summary>
    /// <exception cref="InvalidOperationException">The file cannot be read, or no root stands in it.</exception>
    public static TrustedAuthorities Load(string? path)
    {
        var own = new X509Certificate2Collection();
        if (path is not { Length: > 0 })
        {
            return new TrustedAuthorities(own);
        }

        try
        {
            own.ImportFromPemFile(path);
        }
        catch (Exception unread) when (
            unread is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new InvalidOperationException(
                $"Notifications.CertificateAuthorityFile: {path} cannot be read: {unread.Message}", unread);
        }

        // Trust ends at a root only; others in the file merely help to get there.
        return own.Any(SignsItself) ? new TrustedAuthorities(own) : throw new InvalidOperationException(
            $"Notifications.CertificateAuthorityFile: in {path} is no root certificate in PEM form.");
    }

    /// <summary>How to look at a server's certificate when a connection is opened.</summary>
    public SslClientAuthenticationOptions NewClientOptions() => new()
    {
        CertificateChainPolicy = new X509ChainPolicy
        {
            // A certificate may name an address to fetch its issuer from. That call would go wherever a hostile server
            // likes, past the guard, so servers must send all but the root themselves.
            DisableCertificateDownloads = true,
            RevocationMode = X509RevocationMode.NoCheck,
        },
        RemoteCertificateValidationCallback = own.Count > 0 ? IsTrusted : null,
    };

    // Only an unknown authority can be mended here: a certificate for another name stays refused, and whatever else is
    // wrong with this one is found again when its chain is built to the operator's roots.
    private bool IsTrusted(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors is not SslPolicyErrors.RemoteCertificateChainErrors)
        {
            return errors is SslPolicyErrors.None;
        }

        if (certificate is not X509Certificate2 server || chain is null)
        {
            return false;
        }

        using var toOwn = new X509Chain { ChainPolicy = chain.ChainPolicy.Clone() };
        toOwn.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        toOwn.ChainPolicy.CustomTrustStore.AddRange(own);
        return toOwn.Build(server);
    }

    private static bool SignsItself(X509Certificate2 certificate) =>
        certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData);
}
