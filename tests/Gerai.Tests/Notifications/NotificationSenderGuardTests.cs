using System.Net;
using Gerai.Notifications;
using Gerai.Tests.Support;

namespace Gerai.Tests.Notifications;

/// <summary>
/// The guard of <see cref="OutboundAddressPolicy"/>, seen from real connections (protocol 6.33, 6.34).
/// </summary>
public sealed class NotificationSenderGuardTests : SenderTest
{
    // The same machine as 127.0.0.1, but an address of its own.
    private static readonly IPAddress Excepted = IPAddress.Parse("127.0.0.2");

    [Theory]
    [InlineData("")]
    [InlineData("notify")]
    [InlineData("/notify")]
    [InlineData("//shop.example/notify")]
    [InlineData("http://")]
    [InlineData("javascript:alert(1)")]
    public async Task What_is_no_address_is_forbidden(string address) =>
        Assert.Equal(new Delivery(DeliveryResult.AddressForbidden, null), await SendAsync(address));

    [Theory]
    [InlineData("http://localhost/")]
    [InlineData("https://localhost/")]
    [InlineData("http://127.0.0.1/")]
    [InlineData("http://2130706433/")]
    [InlineData("http://0x7f.1/")]
    [InlineData("http://017700000001/")]
    [InlineData("http://127.1/")]
    [InlineData("http://0/")]
    [InlineData("http://[::1]/")]
    [InlineData("http://[::ffff:127.0.0.1]/")]
    [InlineData("http://[64:ff9b::a9fe:a9fe]/")]
    [InlineData("http://169.254.169.254/latest/meta-data/")]
    [InlineData("http://[fe80::1%25lo]/")]
    public async Task A_production_merchant_cannot_look_inside(string address)
    {
        var delivery = await Sender.SendAsync(Shop, address, Headers, Body, Cancel);

        Assert.Equal(new Delivery(DeliveryResult.AddressForbidden, null), delivery);
    }

    [Fact]
    public async Task A_connection_opened_for_a_developer_does_not_serve_a_production_merchant()
    {
        await using var receiver = new RawReceiver(RawReceiver.Always(Ok));
        Assert.Equal(DeliveryResult.Delivered, (await SendAsync(receiver.Address)).Result);

        var delivery = await Sender.SendAsync(Shop, receiver.Address, Headers, Body, Cancel);

        Assert.Equal(new Delivery(DeliveryResult.AddressForbidden, null), delivery);
        Assert.Equal(1, receiver.CallsCount);
    }

    [Fact]
    public async Task An_operator_may_let_production_merchants_into_one_network_6_34()
    {
        await using var inside = new RawReceiver(RawReceiver.Always(Ok), at: Excepted);
        await using var beside = new RawReceiver(RawReceiver.Always(Ok));
        using var sender = NewSender(Exceptions(inside, beside));

        var delivery = await sender.SendAsync(Shop, inside.Address, Headers, Body, Cancel);
        var mapped = await sender.SendAsync(
            Shop, $"http://[::ffff:{Excepted}]:{inside.Port}/", Headers, Body, Cancel);
        var forbidden = await sender.SendAsync(Shop, beside.Address, Headers, Body, Cancel);

        Assert.Equal((DeliveryResult.Delivered, 200), (delivery.Result, delivery.HttpStatus));
        Assert.Equal((DeliveryResult.Delivered, 200), (mapped.Result, mapped.HttpStatus));
        Assert.Equal(new Delivery(DeliveryResult.AddressForbidden, null), forbidden);
        Assert.Equal((2, 0), (inside.CallsCount, beside.CallsCount));
    }

    [Theory]
    [InlineData(307, "127.0.0.1")]
    [InlineData(308, "127.0.0.1")]
    [InlineData(307, "localhost")]
    [InlineData(308, "[::ffff:127.0.0.1]")]
    public async Task A_redirect_from_an_exception_to_a_forbidden_address_is_refused(int status, string host)
    {
        await using var beside = new RawReceiver(RawReceiver.Always(Ok));
        await using var inside = new RawReceiver(
            RawReceiver.Always(
                $"HTTP/1.1 {status} Moved\r\nLocation: http://{host}:{beside.Port}/\r\nContent-Length: 0"),
            at: Excepted);
        using var sender = NewSender(Exceptions(inside, beside));

        var delivery = await sender.SendAsync(Shop, inside.Address, Headers, Body, Cancel);

        Assert.Equal(new Delivery(DeliveryResult.AddressForbidden, status), delivery);
        Assert.Equal((1, 0), (inside.CallsCount, beside.CallsCount));
    }

    [Fact]
    public async Task A_redirect_to_another_port_or_scheme_is_refused()
    {
        await using var other = new RawReceiver(RawReceiver.Always(Ok), at: Excepted);
        await using var toPort = new RawReceiver(RedirectTo(other.Address), at: Excepted);
        await using var toScheme = new RawReceiver(RedirectTo($"https://{Excepted}:{toPort.Port}/"), at: Excepted);
        using var sender = NewSender(Exceptions(toPort, toScheme) with { AllowedSchemes = ["http"] });

        var port = await sender.SendAsync(Shop, toPort.Address, Headers, Body, Cancel);
        var scheme = await sender.SendAsync(Shop, toScheme.Address, Headers, Body, Cancel);

        Assert.Equal(new Delivery(DeliveryResult.AddressForbidden, 307), port);
        Assert.Equal(new Delivery(DeliveryResult.AddressForbidden, 307), scheme);
        Assert.Equal(0, other.CallsCount);
    }

    private static NotificationOptions Exceptions(params RawReceiver[] receivers) => new()
    {
        AllowedNetworks = [$"{Excepted}/32"],
        AllowedPorts = [.. receivers.Select(receiver => receiver.Port)],
    };

    private static Func<RawCall, Task> RedirectTo(string location) =>
        RawReceiver.Always($"HTTP/1.1 307 Moved\r\nLocation: {location}\r\nContent-Length: 0");
}
