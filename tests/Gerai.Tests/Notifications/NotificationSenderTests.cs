using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Gerai.Notifications;
using Gerai.Tests.Support;

namespace Gerai.Tests.Notifications;

/// <summary>
/// The sender against a receiver that stalls, drips, lies and breaks off (protocol 6.1 to 6.3, 6.21, 6.22, 6.26).
/// </summary>
public sealed class NotificationSenderTests : SenderTest
{
    [Fact]
    public async Task A_notification_arrives_with_the_documented_headers_and_its_very_bytes()
    {
        // Tracing is on in a real gateway, and must not add a header.
        using var trace = new Activity("charge").SetIdFormat(ActivityIdFormat.W3C).Start();
        await using var receiver = new RawReceiver(RawReceiver.Always(Ok));

        var delivery = await SendAsync(receiver.Address + "/notify?shop=1");

        Assert.Equal(new Delivery(DeliveryResult.Delivered, 200), delivery);
        var call = await receiver.NextAsync();
        var documented = JsonElement.Parse(Repository.Read("contract/notifications/notification.http.json"));
        var expected = documented.GetProperty("headers").EnumerateObject()
            .Select(header => $"{header.Name}: {header.Value.GetString()}")
            .Concat(
            [
                "webhook-id: 019bbf65-0280-8000-8000-000000000000.2",
                "webhook-timestamp: 1768446451",
                "webhook-signature: v1,NDSyWbDW7AkAcLuVIxJUH2bkZb6cAB/t7CYu5Uk/odk=",
                "X-Gerai-Attempt: 3",
                "X-Gerai-Event-Time: 2026-01-15T10:00:00+07:00",
            ])
            .Append($"Host: 127.0.0.1:{receiver.Port}")
            .Append($"Content-Length: {Body.Length}");
        Assert.Equal(documented.GetProperty("method").GetString() + " /notify?shop=1 HTTP/1.1", call.Lines[0]);
        Assert.Equal(expected.Order(StringComparer.Ordinal), call.Lines.Skip(1).Order(StringComparer.Ordinal));
        Assert.Equal(Body, call.Body);
    }

    [Theory]
    [InlineData(200, nameof(DeliveryResult.Delivered))]
    [InlineData(201, nameof(DeliveryResult.Delivered))]
    [InlineData(202, nameof(DeliveryResult.Delivered))]
    [InlineData(299, nameof(DeliveryResult.Delivered))]
    [InlineData(300, nameof(DeliveryResult.Refused))]
    [InlineData(304, nameof(DeliveryResult.Refused))]
    [InlineData(400, nameof(DeliveryResult.Refused))]
    [InlineData(401, nameof(DeliveryResult.Refused))]
    [InlineData(404, nameof(DeliveryResult.Refused))]
    [InlineData(407, nameof(DeliveryResult.Refused))]
    [InlineData(500, nameof(DeliveryResult.Refused))]
    [InlineData(503, nameof(DeliveryResult.Refused))]
    public async Task The_status_alone_says_how_it_went(int status, string result)
    {
        await using var receiver = new RawReceiver(
            RawReceiver.Always($"HTTP/1.1 {status} Whatever\r\nContent-Type: text/html\r\nContent-Length: 0"));

        Assert.Equal(new Delivery(Enum.Parse<DeliveryResult>(result), status), await SendAsync(receiver.Address));
    }

    // The clock stands at 03:00:00 of that day.
    [Theory]
    [InlineData("120", 120)]
    [InlineData("Thu, 15 Jan 2026 03:05:00 GMT", 300)]
    [InlineData("Thu, 15 Jan 2026 02:59:00 GMT", -60)]
    [InlineData("soon", null)]
    [InlineData("-1", null)]
    [InlineData("99999999999999999999", null)]
    public async Task An_answer_may_say_when_to_come_back(string header, int? seconds)
    {
        await using var receiver = new RawReceiver(
            RawReceiver.Always($"HTTP/1.1 429 Busy\r\nRetry-After: {header}\r\nContent-Length: 0"));

        var delivery = await SendAsync(receiver.Address);

        Assert.Equal(seconds, delivery.RetryAfter?.TotalSeconds);
    }

    [Fact]
    public async Task An_answer_without_a_body_is_an_answer()
    {
        await using var receiver = new RawReceiver(RawReceiver.Always("HTTP/1.1 204 No Content"));

        Assert.Equal(new Delivery(DeliveryResult.Delivered, 204), await SendAsync(receiver.Address));
    }

    [Fact]
    public async Task An_endless_body_is_not_read_6_22()
    {
        await using var receiver = new RawReceiver(async call =>
        {
            await call.WriteAsync("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            while (!call.Closed.IsCancellationRequested)
            {
                await call.WriteAsync("10\r\n0123456789abcdef\r\n");
            }
        });

        Assert.Equal(new Delivery(DeliveryResult.Delivered, 200), await SendAsync(receiver.Address));
    }

    [Fact]
    public async Task A_receiver_that_stalls_is_left_after_fifteen_seconds_6_21()
    {
        await using var receiver = new RawReceiver(call => call.StallAsync());
        var sending = SendAsync(receiver.Address);
        await receiver.NextAsync();

        Time.Advance(TimeSpan.FromSeconds(14.9));
        Assert.False(sending.IsCompleted);
        Time.Advance(TimeSpan.FromSeconds(0.1));

        Assert.Equal(new Delivery(DeliveryResult.TimedOut, null), await sending);
    }

    [Fact]
    public async Task An_answer_that_drips_is_left_after_fifteen_seconds_6_21()
    {
        await using var receiver = new RawReceiver(async call =>
        {
            await call.WriteAsync("HTTP/1.1 200 OK\r\nX-Slow: ");
            while (!call.Closed.IsCancellationRequested)
            {
                await call.WriteAsync("x");
                Time.Advance(TimeSpan.FromSeconds(1));
            }
        });

        Assert.Equal(new Delivery(DeliveryResult.TimedOut, null), await SendAsync(receiver.Address));
    }

    [Fact]
    public async Task Whoever_cancels_gets_an_exception_and_no_result()
    {
        await using var receiver = new RawReceiver(call => call.StallAsync());
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var sending = Sender.SendAsync(Developer, receiver.Address, Headers, Body, stop.Token);
        await receiver.NextAsync();

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
    }

    [Fact]
    public async Task A_connection_that_is_reset_has_failed()
    {
        await using var receiver = new RawReceiver(call =>
        {
            call.Reset();
            return Task.CompletedTask;
        });

        Assert.Equal(new Delivery(DeliveryResult.ConnectionFailed, null), await SendAsync(receiver.Address));
    }

    [Fact]
    public async Task A_connection_that_is_refused_has_failed()
    {
        // Bound but not listening: nobody else can get the port meanwhile.
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));

        var delivery = await SendAsync($"http://{socket.LocalEndPoint}/");

        Assert.Equal(new Delivery(DeliveryResult.ConnectionFailed, null), delivery);
    }

    [Theory]
    [InlineData("220 mail.example ESMTP\r\n\r\n")]
    [InlineData("HTTP/1.1 abc\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Le")]
    [InlineData("")]
    public async Task An_answer_that_is_no_http_is_a_broken_connection(string answer)
    {
        await using var receiver = new RawReceiver(call => call.WriteAsync(answer));

        Assert.Equal(new Delivery(DeliveryResult.ConnectionFailed, null), await SendAsync(receiver.Address));
    }

    [Fact]
    public async Task Huge_headers_are_not_read_to_their_end()
    {
        await using var receiver = new RawReceiver(async call =>
        {
            await call.WriteAsync("HTTP/1.1 200 OK\r\n");
            while (!call.Closed.IsCancellationRequested)
            {
                await call.WriteAsync($"X-Much: {new string('x', 1000)}\r\n");
            }
        });

        Assert.Equal(new Delivery(DeliveryResult.ConnectionFailed, null), await SendAsync(receiver.Address));
    }

    [Fact]
    public async Task A_self_signed_certificate_is_not_trusted_6_33()
    {
        using var key = ECDsa.Create();
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(
            new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero),
            new DateTimeOffset(2120, 1, 1, 0, 0, 0, TimeSpan.Zero));
        await using var receiver = new RawReceiver(RawReceiver.Always(Ok), certificate);

        Assert.Equal(new Delivery(DeliveryResult.TlsFailed, null), await SendAsync(receiver.Address));
        Assert.Equal(0, receiver.CallsCount);
    }
}
