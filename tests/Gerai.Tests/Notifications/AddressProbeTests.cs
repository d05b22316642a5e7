using System.Text.Json;
using Gerai.Notifications;
using Gerai.Tests.Support;
using Gerai.Values;
using Gerai.Wire;

namespace Gerai.Tests.Notifications;

/// <summary>What a test notification meets at an address, and the words for it (protocol 6.40, 10.1 to 10.4).</summary>
public sealed class AddressProbeTests : SenderTest
{
    private const string Page = "<!DOCTYPE html><title>Page Expired</title>";

    private static readonly DateTimeOffset Long = new(2120, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private AddressProbe Probe => new(Sender, new SeededRandom(5), Time);

    [Fact]
    public async Task A_test_is_a_signed_notification_of_an_order_that_says_it_is_a_test_6_40()
    {
        await using var receiver = new RawReceiver(RawReceiver.Always(Ok));

        var met = await Probe.ProbeAsync(Some.Merchant(), receiver.Address, Cancel);

        Assert.Equal("Delivered: the test notification was answered 200.", met.Words);
        var call = await receiver.NextAsync();
        var told = JsonDocument.Parse(call.Body).RootElement;
        var order = told.GetProperty("order_id").GetString()!;
        Assert.Matches("^payment_notif_test_G100200300_[A-Za-z0-9]{16}$", order);
        Assert.Equal(
            Signature.Of(order, "200", "105000.00", Some.ServerKey), told.GetProperty("signature_key").GetString());
        Assert.Equal("settlement", told.GetProperty("transaction_status").GetString());
        Assert.Contains(call.Lines, line => line.StartsWith("webhook-signature: v1,", StringComparison.Ordinal));
        Assert.Contains("User-Agent: Veritrans", call.Lines);
    }

    // The sample has no expiry_time; ours tell it in every notification.
    [Fact]
    public void A_test_has_the_members_of_the_documented_sample_in_their_order_6_40()
    {
        var sample = Samples.Json("notifications/notification.test.json");
        var payment = TestNotification.Payment(Some.MerchantId, Some.Morning, new SeededRandom(5));
        var told = JsonDocument.Parse(TransactionBody.Notification(payment, Some.ServerKey)).RootElement;

        Assert.Equal(
            sample.EnumerateObject().Select(member => member.Name),
            told.EnumerateObject().Select(member => member.Name).Where(name => name != "expiry_time"));
        Assert.Equal(sample.GetProperty("gross_amount").GetString(), told.GetProperty("gross_amount").GetString());
    }

    [Theory]
    [InlineData("301 Moved Permanently", "/notify/", "Use 307 or 308 instead. It redirects to {0}/notify/: save that")]
    [InlineData("302 Found", "/user/login?next=secret", "redirects to {0}/user/login, which looks like a login")]
    [InlineData("303 See Other", "https://a:b@shop.example/x?token=secret", "to https://shop.example/x: save")]
    [InlineData("302 Found", null, "It says no address to go to.")]
    public async Task A_redirect_that_is_not_followed_shows_where_to_10_1(string status, string? location, string words)
    {
        var header = location is null ? "" : $"\r\nLocation: {location}";
        await using var receiver = new RawReceiver(
            RawReceiver.Always($"HTTP/1.1 {status}{header}\r\nContent-Length: 0"));

        var met = await ProbeAsync(receiver.Address + "/notify");

        Assert.Equal(DeliveryResult.RedirectNotFollowed, met.Result);
        Assert.Contains(
            words.Replace("{0}", receiver.Address, StringComparison.Ordinal), met.Words, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", met.Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_redirect_that_is_followed_is_fine_and_told()
    {
        await using var receiver = new RawReceiver(call => call.AnswerAsync(
            call.Lines[0].StartsWith("POST /new", StringComparison.Ordinal)
                ? Ok
                : "HTTP/1.1 308 Permanent Redirect\r\nLocation: /new\r\nContent-Length: 0"));

        var met = await ProbeAsync(receiver.Address + "/old");

        Assert.True(met.IsDelivered);
        Assert.Contains($"after a redirect to {receiver.Address}/new,", met.Words, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(419, Page, "Response status is '419' not '200'. That is the protection of a web framework")]
    [InlineData(403, Page, "protection against forged forms (CSRF)")]
    [InlineData(403, "no", "A firewall or a login keeps the call out")]
    [InlineData(401, "", "wants a login")]
    [InlineData(404, "", "There is no such path")]
    [InlineData(405, "", "does not take POST")]
    [InlineData(500, "Undefined index: order_id", "failed, or the proxy before it")]
    [InlineData(502, Page, "the proxy before it does not reach it")]
    [InlineData(418, "", "Response status is '418' not '200'. The shop must answer 200.")]
    [InlineData(200, Page, "But the answer is a web page")]
    public async Task A_status_comes_with_its_likely_cause_10_2_10_3(int status, string body, string words)
    {
        await using var receiver = new RawReceiver(Answering(status, body));

        var met = await ProbeAsync(receiver.Address);

        Assert.Equal(status, met.HttpStatus);
        Assert.Contains(words, met.Words, StringComparison.Ordinal);
        Assert.DoesNotContain("<", met.Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_an_answer_only_a_short_piece_without_control_characters_is_repeated()
    {
        await using var receiver = new RawReceiver(Answering(400, "bad\u001b[2J order " + new string('x', 3000)));

        var met = await ProbeAsync(receiver.Address);

        Assert.Contains(" It said: bad [2J order xxx", met.Words, StringComparison.Ordinal);
        Assert.InRange(met.Words.Length, 200, 400);
    }

    [Fact]
    public async Task A_certificate_is_told_by_what_is_wrong_with_it()
    {
        var start = new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
        using var selfSigned = TestCertificate.SelfSigned("127.0.0.1", start, Long);
        using var expired = TestCertificate.SelfSigned("127.0.0.1", start, start.AddYears(1));
        using var another = TestCertificate.SelfSigned("192.0.2.1", start, Long);
        await using var first = new RawReceiver(RawReceiver.Always(Ok), selfSigned);
        await using var second = new RawReceiver(RawReceiver.Always(Ok), expired);
        await using var third = new RawReceiver(RawReceiver.Always(Ok), another);
        await using var plain = new RawReceiver(RawReceiver.Always(Ok));

        Assert.Contains("it is self-signed, or", await WordsAsync(first.Address), StringComparison.Ordinal);
        Assert.Contains("has expired or is not valid yet", await WordsAsync(second.Address), StringComparison.Ordinal);
        Assert.Contains("is not for 127.0.0.1.", await WordsAsync(third.Address), StringComparison.Ordinal);
        Assert.Contains(
            $"Does 127.0.0.1 speak TLS at port {plain.Port}?",
            await WordsAsync($"https://127.0.0.1:{plain.Port}/"),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_connection_is_told_by_why_there_is_none()
    {
        var port = new RawReceiver(RawReceiver.Always(Ok));
        var free = port.Port;
        await port.DisposeAsync();
        await using var rude = new RawReceiver(call =>
        {
            call.Reset();
            return Task.CompletedTask;
        });

        Assert.Contains($"nothing listens at port {free} of", await WordsAsync($"http://127.0.0.1:{free}/"));
        Assert.Contains("The name nobody.invalid is not known.", await WordsAsync("http://nobody.invalid/"));
        Assert.Contains("broke off: does it speak http", await WordsAsync(rude.Address));
    }

    [Fact]
    public async Task A_server_that_stalls_is_told_as_such()
    {
        await using var receiver = new RawReceiver(call => call.StallAsync());

        var probing = WordsAsync(receiver.Address);
        await receiver.NextAsync();
        Time.Advance(TimeSpan.FromSeconds(15));

        Assert.Contains("No answer came within the time limit. Answer at once", await probing);
    }

    [Fact]
    public async Task A_forbidden_address_and_one_that_leads_there_are_told_apart()
    {
        await using var receiver = new RawReceiver(RawReceiver.Always(
            "HTTP/1.1 307 Temporary Redirect\r\nLocation: ftp://inside.example/x\r\nContent-Length: 0"));
        var production = Some.Merchant() with { Id = Shop };

        var direct = await Probe.ProbeAsync(production, "https://127.0.0.1/notify", Cancel);
        var led = await ProbeAsync(receiver.Address);
        var none = await ProbeAsync("not an address");

        Assert.All([direct, led, none], met => Assert.Equal(DeliveryResult.AddressForbidden, met.Result));
        Assert.Contains("It must be a public one", direct.Words, StringComparison.Ordinal);
        Assert.Contains("A redirect leads to ftp://inside.example/x.", led.Words, StringComparison.Ordinal);
        Assert.Contains("It must be a public one", none.Words, StringComparison.Ordinal);
    }

    private static Func<RawCall, Task> Answering(int status, string body) => async call =>
    {
        await call.WriteAsync($"HTTP/1.1 {status} Text\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n");
        await call.WriteAsync(body);
    };

    private Task<ProbeResult> ProbeAsync(string address) => Probe.ProbeAsync(Some.Merchant(), address, Cancel);

    private async Task<string> WordsAsync(string address) => (await ProbeAsync(address)).Words;
}
