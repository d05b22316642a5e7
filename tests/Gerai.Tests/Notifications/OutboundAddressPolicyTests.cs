using System.Net;
using Gerai.Notifications;
using Gerai.Values;

namespace Gerai.Tests.Notifications;

/// <summary>Protocol 6.33 and 6.34: no merchant may use the gateway to look around in the operator's network.</summary>
public sealed class OutboundAddressPolicyTests
{
    private static readonly OutboundAddressPolicy Usual = new(new NotificationOptions());

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("0.1.2.3")]
    [InlineData("10.0.0.1")]
    [InlineData("10.255.255.255")]
    [InlineData("100.64.0.1")]
    [InlineData("100.100.100.200")]
    [InlineData("100.127.255.255")]
    [InlineData("127.0.0.1")]
    [InlineData("127.255.255.254")]
    [InlineData("168.63.129.16")]
    [InlineData("169.254.0.1")]
    [InlineData("169.254.169.254")]
    [InlineData("172.16.0.1")]
    [InlineData("172.31.255.255")]
    [InlineData("192.0.0.192")]
    [InlineData("192.0.2.1")]
    [InlineData("192.88.99.1")]
    [InlineData("192.168.0.1")]
    [InlineData("192.168.255.255")]
    [InlineData("198.18.0.1")]
    [InlineData("198.19.255.255")]
    [InlineData("198.51.100.1")]
    [InlineData("203.0.113.1")]
    [InlineData("224.0.0.1")]
    [InlineData("239.255.255.250")]
    [InlineData("240.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("::127.0.0.1")]
    [InlineData("::8.8.8.8")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("::ffff:0:127.0.0.1")]
    [InlineData("64:ff9b::7f00:1")]
    [InlineData("64:ff9b::169.254.169.254")]
    [InlineData("64:ff9b:1::8.8.8.8")]
    [InlineData("100::1")]
    [InlineData("2001::1")]
    [InlineData("2001:0:5ef5:79fb:0:0:80ff:fffe")]
    [InlineData("2001:db8::1")]
    [InlineData("2002:7f00:1::1")]
    [InlineData("2002:a9fe:a9fe::1")]
    [InlineData("2002:808:808::1")]
    [InlineData("3fff::1")]
    [InlineData("5f00::1")]
    [InlineData("fc00::1")]
    [InlineData("fd00:ec2::254")]
    [InlineData("fe80::1")]
    [InlineData("fe80::1%1")]
    [InlineData("fec0::1")]
    [InlineData("ff02::1")]
    public void An_inner_address_is_not_public(string address) =>
        Assert.False(Usual.MayReach(IPAddress.Parse(address)));

    [Theory]
    [InlineData("8.8.8.8")]
    [InlineData("9.255.255.255")]
    [InlineData("11.0.0.0")]
    [InlineData("100.63.255.255")]
    [InlineData("100.128.0.0")]
    [InlineData("126.255.255.255")]
    [InlineData("128.0.0.0")]
    [InlineData("169.253.255.255")]
    [InlineData("172.15.255.255")]
    [InlineData("172.32.0.0")]
    [InlineData("192.167.255.255")]
    [InlineData("192.169.0.0")]
    [InlineData("223.255.255.255")]
    [InlineData("::ffff:8.8.8.8")]
    [InlineData("64:ff9b::8.8.8.8")]
    [InlineData("2606:4700::1111")]
    [InlineData("2a00:1450:4001::1")]
    public void An_address_of_the_internet_is_public(string address) =>
        Assert.True(Usual.MayReach(IPAddress.Parse(address)));

    [Theory]
    [InlineData("http://shop.example/notify", true)]
    [InlineData("https://shop.example/notify?shop=1", true)]
    [InlineData("https://shop.example:443/", true)]
    [InlineData("https://shop.example:80/", true)]
    [InlineData("http://shop.example:443/", true)]
    [InlineData("http://shop.example:8080/", false)]
    [InlineData("https://shop.example:22/", false)]
    [InlineData("http://shop.example:6379/", false)]
    [InlineData("ftp://shop.example/", false)]
    [InlineData("file:///etc/passwd", false)]
    [InlineData("gopher://shop.example/", false)]
    [InlineData("ws://shop.example/", false)]
    [InlineData("http://user:word@shop.example/", false)]
    [InlineData("http://user@shop.example/", false)]
    [InlineData("http://shop.example:80@127.0.0.1/", false)]
    public void A_guarded_address_is_plain_http_on_the_usual_ports(string address, bool may) =>
        Assert.Equal(may, Usual.MayCall(new Uri(address), isGuarded: true));

    [Theory]
    [InlineData("http://localhost:3000/notify", true)]
    [InlineData("http://127.0.0.1:3000/notify", true)]
    [InlineData("https://[::1]:8443/notify", true)]
    [InlineData("http://192.168.1.20/notify", true)]
    [InlineData("ftp://localhost/notify", false)]
    [InlineData("file:///etc/passwd", false)]
    [InlineData("http://user:word@localhost/", false)]
    public void An_unguarded_address_may_be_anywhere_but_still_speaks_http(string address, bool may) =>
        Assert.Equal(may, Usual.MayCall(new Uri(address), isGuarded: false));

    [Theory]
    [InlineData("sandbox/G812785002", false)]
    [InlineData("production/G812785002", true)]
    public void Only_production_is_guarded(string merchant, bool isGuarded) =>
        Assert.Equal(isGuarded, OutboundAddressPolicy.IsGuarded(MerchantId.Parse(merchant)));

    [Theory]
    [InlineData("10.20.0.0", true)]
    [InlineData("10.20.255.255", true)]
    [InlineData("::ffff:10.20.0.1", true)]
    [InlineData("64:ff9b::10.20.0.1", true)]
    [InlineData("fd12:3456::1", true)]
    [InlineData("8.8.8.8", true)]
    [InlineData("10.19.255.255", false)]
    [InlineData("10.21.0.0", false)]
    [InlineData("::ffff:10.21.0.1", false)]
    [InlineData("64:ff9b::10.21.0.1", false)]
    [InlineData("64:ff9b:1::10.20.0.1", false)]
    [InlineData("2002:a14:1::1", false)]
    [InlineData("::10.20.0.1", false)]
    [InlineData("fd12:3457::1", false)]
    [InlineData("::1", false)]
    [InlineData("127.0.0.1", false)]
    public void An_exception_opens_its_network_however_an_address_is_written_and_nothing_else_6_34(
        string address, bool may)
    {
        var policy = new OutboundAddressPolicy(
            new NotificationOptions { AllowedNetworks = ["10.20.0.0/16", "fd12:3456::/32"] });

        Assert.Equal(may, policy.MayReach(IPAddress.Parse(address)));
    }

    [Theory]
    [InlineData("https://shop.example:8443/", true)]
    [InlineData("https://shop.example/", false)]
    [InlineData("http://shop.example:8443/", false)]
    [InlineData("http://shop.example/", false)]
    public void An_operator_may_choose_ports_and_schemes_6_34(string address, bool may)
    {
        var policy = new OutboundAddressPolicy(
            new NotificationOptions { AllowedPorts = [8443], AllowedSchemes = ["https"] });

        Assert.Equal(may, policy.MayCall(new Uri(address), isGuarded: true));
        Assert.True(policy.MayCall(new Uri(address), isGuarded: false));
    }
}
