using Gerai.Notifications;
using Gerai.Tests.Support;

namespace Gerai.Tests.Notifications;

/// <summary>
/// The guard of <see cref="OutboundAddressPolicy"/>, seen from real connections (protocol 6.33, 6.34).
/// </summary>
public sealed class NotificationSenderGuardTests : SenderTest
{
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
    public async Task An_operator_may_let_production_merchants_inside()
    {
        using var generous = NewSender(new NotificationOptions { AllowPrivateAddresses = true });
        await using var receiver = new RawReceiver(RawReceiver.Always(Ok));

        var delivery = await generous.SendAsync(Shop, receiver.Address, Headers, Body, Cancel);

        Assert.Equal((DeliveryResult.Delivered, 200), (delivery.Result, delivery.HttpStatus));
    }
}
