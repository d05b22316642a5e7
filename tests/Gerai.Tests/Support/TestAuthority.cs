using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Gerai.Tests.Support;

/// <summary>A certificate authority that nobody trusts unless told to, and the certificates it signs.</summary>
internal sealed class TestAuthority : IDisposable
{
    private static readonly DateTimeOffset From = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Until = From.AddYears(100);

    private readonly X509Certificate2 certificate;
    private byte lastSerial;

    /// <summary>A root, with a name of its own.</summary>
    public TestAuthority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var name = Convert.ToHexString(SHA256.HashData(key.ExportSubjectPublicKeyInfo()));
        certificate = RequestOfAuthority($"CN={name}", key).CreateSelfSigned(From, Until);
    }

    private TestAuthority(X509Certificate2 certificate) => this.certificate = certificate;

    public X509Certificate2 Certificate => certificate;

    public string Pem => certificate.ExportCertificatePem();

    public TestAuthority NewIntermediate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new TestAuthority(Sign(RequestOfAuthority($"{certificate.Subject} below", key), key, Until));
    }

    /// <summary>A server's certificate; <paramref name="issuerAt"/> is where it says its issuer's can be got.</summary>
    public X509Certificate2 NewServer(IPAddress address, DateTimeOffset? until = null, string? issuerAt = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={address}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(address);
        request.CertificateExtensions.Add(names.Build());
        if (issuerAt is not null)
        {
            request.CertificateExtensions.Add(new X509AuthorityInformationAccessExtension(null, [issuerAt]));
        }

        return Sign(request, key, until ?? Until);
    }

    public void Dispose() => certificate.Dispose();

    private X509Certificate2 Sign(CertificateRequest request, ECDsa key, DateTimeOffset until)
    {
        lastSerial++;
        using var signed = request.Create(certificate, From, until, [lastSerial]);
        return signed.CopyWithPrivateKey(key);
    }

    private static CertificateRequest RequestOfAuthority(string name, ECDsa key)
    {
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request;
    }
}
