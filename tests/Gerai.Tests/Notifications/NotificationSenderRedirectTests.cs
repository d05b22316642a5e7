using System.Globalization;
using Gerai.Notifications;
using Gerai.Tests.Support;

namespace Gerai.Tests.Notifications;

/// <summary>The sender against a receiver that sends it elsewhere (protocol 6.23, 6.24).</summary>
public sealed class NotificationSenderRedirectTests : SenderTest
{
    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(303)]
    public async Task Redirects_of_the_old_kind_are_not_followed_6_23(int status)
    {
        await using var receiver = new RawReceiver(call =>
            call.AnswerAsync($"HTTP/1.1 {status} Moved\r\nLocation: /elsewhere\r\nContent-Length: 0"));

        Assert.Equal(
            new Delivery(DeliveryResult.RedirectNotFollowed, status), await SendAsync(receiver.Address));
        Assert.Equal(1, receiver.CallsCount);
    }

    [Theory]
    [InlineData(307)]
    [InlineData(308)]
    public async Task Redirects_of_the_new_kind_keep_method_and_body_6_24(int status)
    {
        await using var target = new RawReceiver(RawReceiver.Always(Ok));
        await using var receiver = new RawReceiver(call =>
            call.AnswerAsync($"HTTP/1.1 {status} Moved\r\nLocation: {target.Address}/new\r\nContent-Length: 0"));

        Assert.Equal(new Delivery(DeliveryResult.Delivered, 200), await SendAsync(receiver.Address));

        var call = await target.NextAsync();
        Assert.Equal("POST /new HTTP/1.1", call.Lines[0]);
        Assert.Contains("Content-Type: application/json", call.Lines);
        Assert.Contains("webhook-signature: " + Headers.Signature, call.Lines);
        Assert.Equal(Body, call.Body);
    }

    [Theory]
    [InlineData(5, nameof(DeliveryResult.Delivered), 200, 6)]
    [InlineData(6, nameof(DeliveryResult.RedirectFailed), 307, 6)]
    public async Task Five_hops_are_followed_and_no_sixth_6_24(int hops, string result, int status, int calls)
    {
        await using var receiver = new RawReceiver(call =>
        {
            var seen = int.Parse(call.Lines[0].Split(' ')[1][1..], CultureInfo.InvariantCulture);
            return call.AnswerAsync(seen == hops
                ? Ok
                : $"HTTP/1.1 307 Moved\r\nLocation: /{seen + 1}\r\nContent-Length: 0");
        });

        var delivery = await SendAsync(receiver.Address + "/0");

        Assert.Equal(new Delivery(Enum.Parse<DeliveryResult>(result), status), delivery);
        Assert.Equal(calls, receiver.CallsCount);
    }

    [Fact]
    public async Task A_redirect_in_circles_ends()
    {
        await using var receiver = new RawReceiver(
            RawReceiver.Always("HTTP/1.1 308 Moved\r\nLocation: /again\r\nContent-Length: 0"));

        Assert.Equal(
            new Delivery(DeliveryResult.RedirectFailed, 308), await SendAsync(receiver.Address + "/again"));
        Assert.Equal(NotificationSender.HopsMax + 1, receiver.CallsCount);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Location: \r\n")]
    [InlineData("Location: http://[not-an-address/\r\n")]
    public async Task A_redirect_to_nowhere_has_failed(string location)
    {
        await using var receiver = new RawReceiver(
            RawReceiver.Always($"HTTP/1.1 307 Moved\r\n{location}Content-Length: 0"));

        var delivery = await SendAsync(receiver.Address + "/start");

        Assert.Equal(new Delivery(DeliveryResult.RedirectFailed, 307), delivery);
    }

    [Theory]
    [InlineData("file:///etc/passwd")]
    [InlineData("ftp://127.0.0.1/")]
    [InlineData("http://user:word@127.0.0.1:1/")]
    public async Task A_redirect_to_a_forbidden_address_is_not_followed(string location)
    {
        await using var receiver = new RawReceiver(
            RawReceiver.Always($"HTTP/1.1 307 Moved\r\nLocation: {location}\r\nContent-Length: 0"));

        Assert.Equal(new Delivery(DeliveryResult.AddressForbidden, 307), await SendAsync(receiver.Address));
    }

    [Fact]
    public async Task The_time_limit_is_for_all_hops_together_6_21()
    {
        await using var receiver = new RawReceiver(call =>
        {
            Time.Advance(TimeSpan.FromSeconds(4));
            return call.AnswerAsync("HTTP/1.1 307 Moved\r\nLocation: /again\r\nContent-Length: 0");
        });

        Assert.Equal(DeliveryResult.TimedOut, (await SendAsync(receiver.Address)).Result);
        Assert.InRange(receiver.CallsCount, 1, 4);
    }
}
