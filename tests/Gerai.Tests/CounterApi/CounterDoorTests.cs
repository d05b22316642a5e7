using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Gerai.Stores;

namespace Gerai.Tests.CounterApi;

public sealed class CounterDoorTests : IAsyncLifetime
{
    private const string Inquiries = "/counter/v1/inquiries";
    private const string Inquiry = """{"payment_code":"8127903418273645","terminal":"T042-3"}""";

    private CounterDoor door = null!;

    public async ValueTask InitializeAsync() => door = await CounterDoor.OpenAsync();

    public ValueTask DisposeAsync() => door.DisposeAsync();

    [Theory]
    [InlineData("/counter/v1/inquiries", "payment_code")]
    [InlineData("/counter/v1/payments", "payment_code")]
    [InlineData("/counter/v1/advices", "payment_code")]
    [InlineData("/counter/v1/reversals", "payment_code")]
    [InlineData("/counter/v1/inquiries?trace=1", "payment_code")]
    public async Task Every_operation_checks_the_signature_and_then_the_body(string path, string member)
    {
        var answer = await AnswerAsync(door.Signed(path, "{}"));

        Assert.Equal((HttpStatusCode.BadRequest, "malformed"), (answer.Status, answer.Reason));
        Assert.StartsWith(member, answer.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_network_nobody_knows_is_refused()
    {
        foreach (var name in (string[])["nobody", new string('n', 41), "ALFAMART-SANDBOX"])
        {
            var request = Without(CounterSignature.NetworkHeader);
            request.Headers.TryAddWithoutValidation(CounterSignature.NetworkHeader, name);

            Assert.Equal("unknown_network", await RefusalAsync(request));
        }

        Assert.Equal("unknown_network", await RefusalAsync(Without(CounterSignature.NetworkHeader)));
    }

    [Fact]
    public async Task A_signature_made_for_anything_else_is_refused()
    {
        var otherPath = door.Signed("/counter/v1/payments", Inquiry);
        otherPath.RequestUri = new Uri(Inquiries, UriKind.Relative);
        var otherBody = door.Signed(Inquiries, Inquiry);
        otherBody.Content = new StringContent(Inquiry + " ");
        var upperCase = door.Signed(Inquiries, Inquiry);
        var signature = upperCase.Headers.GetValues(CounterSignature.SignatureHeader).Single();
        upperCase.Headers.Remove(CounterSignature.SignatureHeader);
        upperCase.Headers.Add(CounterSignature.SignatureHeader, signature.ToUpperInvariant());
        var twice = door.Signed(Inquiries, Inquiry);
        twice.Headers.TryAddWithoutValidation(CounterSignature.SignatureHeader, signature);

        Assert.Equal("bad_signature", await RefusalAsync(otherPath));
        Assert.Equal("bad_signature", await RefusalAsync(otherBody));
        Assert.Equal("bad_signature", await RefusalAsync(upperCase));
        Assert.Equal("bad_signature", await RefusalAsync(twice));
        Assert.Equal("bad_signature", await RefusalAsync(Without(CounterSignature.SignatureHeader)));
    }

    [Theory]
    [InlineData(-301, "stale_timestamp")]
    [InlineData(-300, "malformed")]
    [InlineData(300, "malformed")]
    [InlineData(301, "stale_timestamp")]
    public async Task A_clock_may_be_five_minutes_off(int seconds, string reason)
    {
        var request = door.Signed(Inquiries, Encoding.UTF8.GetBytes("{}"), TimeSpan.FromSeconds(seconds));

        Assert.Equal(reason, (await AnswerAsync(request)).Reason);
    }

    [Theory]
    [InlineData("")]
    [InlineData("now")]
    [InlineData("-1768462200")]
    [InlineData("1768462200.0")]
    [InlineData("9223372036854775807")]
    [InlineData("99999999999999999999999999")]
    public async Task A_timestamp_that_is_no_time_is_refused(string timestamp)
    {
        var request = Without(CounterSignature.TimestampHeader);
        request.Headers.TryAddWithoutValidation(CounterSignature.TimestampHeader, timestamp);

        Assert.Equal("stale_timestamp", await RefusalAsync(request));
    }

    [Fact]
    public async Task A_body_of_sixteen_thousand_bytes_is_read_and_one_more_is_not()
    {
        var whole = await AnswerAsync(door.Signed(Inquiries, new byte[16_000], TimeSpan.Zero));
        var stated = await AnswerAsync(door.Signed(Inquiries, new byte[16_001], TimeSpan.Zero));
        var chunked = door.Signed(Inquiries, new byte[16_001], TimeSpan.Zero);
        chunked.Headers.TransferEncodingChunked = true;
        var streamed = await AnswerAsync(chunked);

        Assert.Equal("malformed", whole.Reason);
        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "too_large"), (stated.Status, stated.Reason));
        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "too_large"), (streamed.Status, streamed.Reason));
    }

    [Theory]
    [InlineData("GET", "/counter/v1/inquiries", "method_not_allowed")]
    [InlineData("PUT", "/counter/v1/payments", "method_not_allowed")]
    [InlineData("DELETE", "/counter/v1/reversals", "method_not_allowed")]
    [InlineData("OPTIONS", "/counter/v1/advices", "method_not_allowed")]
    [InlineData("POST", "/counter/v1/refunds", "no_such_operation")]
    [InlineData("POST", "/counter/v1/payments/1", "no_such_operation")]
    [InlineData("POST", "/counter/v2/payments", "no_such_operation")]
    [InlineData("GET", "/counter/v1/", "no_such_operation")]
    [InlineData("GET", "/counter", "no_such_operation")]
    public async Task What_is_not_an_operation_is_told_so_in_json(string method, string path, string reason)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var response = await door.SendAsync(request);
        var answer = await ReadAsync(response);

        Assert.Equal(reason, answer.Reason);
        Assert.Equal(reason == "method_not_allowed" ? ["POST"] : [], response.Content.Headers.Allow);
    }

    [Fact]
    public async Task Whatever_breaks_is_logged_once_and_the_terminal_may_try_again()
    {
        using var response = await door.SendAsync(door.Signed(Inquiries, Inquiry));
        var answer = await ReadAsync(response);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "try_again"), (answer.Status, answer.Reason));
        Assert.Equal(TimeSpan.FromSeconds(5), response.Headers.RetryAfter?.Delta);
        Assert.Single(door.Errors);
    }

    private HttpRequestMessage Without(string header)
    {
        var request = door.Signed(Inquiries, Inquiry);
        request.Headers.Remove(header);
        return request;
    }

    private async Task<string> RefusalAsync(HttpRequestMessage request)
    {
        var answer = await AnswerAsync(request);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.Status);
        return answer.Reason;
    }

    private async Task<Answer> AnswerAsync(HttpRequestMessage request)
    {
        using (request)
        {
            using var response = await door.SendAsync(request);
            return await ReadAsync(response);
        }
    }

    private static async Task<Answer> ReadAsync(HttpResponseMessage response)
    {
        Assert.Equal("application/json; charset=utf-8", response.Content.Headers.ContentType?.ToString());
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var body = JsonNode.Parse(text)!;
        Assert.Equal("refused", body["result"]!.GetValue<string>());
        return new Answer(
            response.StatusCode, body["reason"]!.GetValue<string>(), body["message"]!.GetValue<string>());
    }

    private sealed record Answer(HttpStatusCode Status, string Reason, string Message);
}
