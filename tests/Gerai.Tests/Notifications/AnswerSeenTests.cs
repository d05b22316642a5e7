using Gerai.Notifications;
using Gerai.Tests.Support;

namespace Gerai.Tests.Notifications;

/// <summary>What is kept of an answer, whatever its body does; the status alone decides (protocol 6.22).</summary>
public sealed class AnswerSeenTests : SenderTest
{
    [Fact]
    public async Task A_body_that_stalls_does_not_make_a_delivered_answer_fail_6_22()
    {
        await using var receiver = new RawReceiver(async call =>
        {
            await call.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nOK, b");
            await call.StallAsync();
        });
        var sending = SendAndSeeAsync(receiver.Address);
        await Time.AwaitedAsync(TimeSpan.FromSeconds(1));
        Time.Advance(TimeSpan.FromSeconds(1));

        var delivery = await sending;
        Assert.Equal((DeliveryResult.Delivered, 200), (delivery.Result, delivery.HttpStatus));
        Assert.StartsWith(delivery.Answer!.Body ?? "", "OK, b", StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_breaks_off_is_kept_as_far_as_it_came()
    {
        await using var receiver = new RawReceiver(call =>
            call.WriteAsync("HTTP/1.1 500 No\r\nContent-Length: 100\r\n\r\nhalf"));

        var delivery = await SendAndSeeAsync(receiver.Address);

        Assert.Equal(DeliveryResult.Refused, delivery.Result);
        Assert.Equal("half", delivery.Answer!.Body);
    }

    [Fact]
    public async Task What_no_database_could_keep_is_replaced()
    {
        await using var receiver = new RawReceiver(call =>
            call.WriteAsync("HTTP/1.1 500 No\r\nConnection: close\r\nRetry-After: 5\r\n\r\na\0b"));

        Assert.Equal(
            new AnswerSeen(null, "5", "a\uFFFDb"), (await SendAndSeeAsync(receiver.Address)).Answer);
    }

    [Fact]
    public async Task A_long_header_is_cut()
    {
        var location = "/" + new string('x', 5000);
        await using var receiver = new RawReceiver(
            RawReceiver.Always($"HTTP/1.1 302 Found\r\nLocation: {location}\r\nContent-Length: 0"));

        Assert.Equal(location[..2000], (await SendAndSeeAsync(receiver.Address)).Answer!.Location);
    }
}
