using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Gerai.Notifications;
using Gerai.Tests.Support;

namespace Gerai.Tests.Notifications;

/// <summary>
/// The sender against servers whose certificates an authority of the operator's own has signed, or ought to have
/// (protocol 6.33, 6.34).
/// </summary>
public sealed class NotificationSenderTlsTests : SenderTest, IDisposable
{
    private static readonly Delivery Refused = new(DeliveryResult.TlsFailed, null);

    private readonly string file = Path.GetTempFileName();
    private readonly TestAuthority authority = new();

    void IDisposable.Dispose()
    {
        File.Delete(file);
        authority.Dispose();
        base.Dispose();
    }

    [Fact]
    public async Task An_authority_of_ones_own_is_trusted_when_the_settings_name_it_6_34()
    {
        using var certificate = authority.NewServer(IPAddress.Loopback);
        await using var receiver = new RawReceiver(RawReceiver.Always(Ok), certificate);

        Assert.Equal(Refused, await SendAsync(receiver.Address));
        Assert.Equal(DeliveryResult.Delivered, (await SendTrustingAsync(receiver)).Result);
        Assert.Equal(1, receiver.CallsCount);
    }

    [Fact]
    public async Task Trust_reaches_through_what_a_server_sends_along()
    {
        using var below = authority.NewIntermediate();
        using var certificate = below.NewServer(IPAddress.Loopback);
        await using var whole = new RawReceiver(RawReceiver.Always(Ok), certificate, below.Certificate);
        await using var broken = new RawReceiver(RawReceiver.Always(Ok), certificate);

        Assert.Equal(DeliveryResult.Delivered, (await SendTrustingAsync(whole)).Result);
        Assert.Equal(Refused, await SendTrustingAsync(broken));
    }

    [Fact]
    public async Task Every_authority_of_the_file_is_trusted_and_no_other()
    {
        using var second = new TestAuthority();
        using var stranger = new TestAuthority();
        using var ofSecond = second.NewServer(IPAddress.Loopback);
        using var ofStranger = stranger.NewServer(IPAddress.Loopback);
        await using var known = new RawReceiver(RawReceiver.Always(Ok), ofSecond);
        await using var unknown = new RawReceiver(RawReceiver.Always(Ok), ofStranger);

        Assert.Equal(DeliveryResult.Delivered, (await SendTrustingAsync(known, authority, second)).Result);
        Assert.Equal(Refused, await SendTrustingAsync(unknown, authority, second));
        Assert.Equal(0, unknown.CallsCount);
    }

    [Fact]
    public async Task A_certificate_for_another_host_is_refused_whoever_signed_it()
    {
        using var certificate = authority.NewServer(IPAddress.Parse("127.0.0.9"));
        await using var receiver = new RawReceiver(RawReceiver.Always(Ok), certificate);

        Assert.Equal(Refused, await SendTrustingAsync(receiver));
        Assert.Equal(0, receiver.CallsCount);
    }

    [Fact]
    public async Task An_expired_certificate_is_refused_whoever_signed_it()
    {
        var until = new DateTimeOffset(2021, 1, 1, 0, 0, 0, TimeSpan.Zero);
        using var certificate = authority.NewServer(IPAddress.Loopback, until);
        await using var receiver = new RawReceiver(RawReceiver.Always(Ok), certificate);

        Assert.Equal(Refused, await SendTrustingAsync(receiver));
        Assert.Equal(0, receiver.CallsCount);
    }

    [Fact]
    public async Task A_production_merchant_at_an_exception_is_held_to_the_same_certificates()
    {
        using var certificate = authority.NewServer(IPAddress.Loopback);
        await using var receiver = new RawReceiver(RawReceiver.Always(Ok), certificate);
        var options = new NotificationOptions { AllowedNetworks = ["127.0.0.0/8"], AllowedPorts = [receiver.Port] };
        using var doubting = NewSender(options);
        using var trusting = NewSender(options with { CertificateAuthorityFile = Write(authority) });

        var refused = await doubting.SendAsync(Shop, receiver.Address, Headers, Body, Cancel);
        var delivered = await trusting.SendAsync(Shop, receiver.Address, Headers, Body, Cancel);

        Assert.Equal(Refused, refused);
        Assert.Equal(DeliveryResult.Delivered, delivered.Result);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_certificate_cannot_send_the_gateway_to_fetch_its_issuer(bool isTrusting)
    {
        using var elsewhere = new TcpListener(IPAddress.Loopback, 0);
        elsewhere.Start();
        using var below = authority.NewIntermediate();
        using var certificate = below.NewServer(
            IPAddress.Loopback, issuerAt: $"http://{elsewhere.LocalEndpoint}/issuer.cer");
        await using var receiver = new RawReceiver(RawReceiver.Always(Ok), certificate);

        Assert.Equal(Refused, await (isTrusting ? SendTrustingAsync(receiver) : SendAsync(receiver.Address)));
        Assert.False(elsewhere.Pending());
    }

    private Task<Delivery> SendTrustingAsync(RawReceiver receiver) => SendTrustingAsync(receiver, authority);

    private async Task<Delivery> SendTrustingAsync(RawReceiver receiver, params TestAuthority[] trusted)
    {
        using var sender = NewSender(new NotificationOptions { CertificateAuthorityFile = Write(trusted) });
        return await sender.SendAsync(Developer, receiver.Address, Headers, Body, Cancel);
    }

    private string Write(params TestAuthority[] trusted)
    {
        File.WriteAllLines(file, trusted.Select(one => one.Pem));
        return file;
    }
}
