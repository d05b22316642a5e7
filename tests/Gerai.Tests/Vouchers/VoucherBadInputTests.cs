using System.Net;
using Gerai.Payments;
using Gerai.Tests.Support;
using Gerai.Voucher;

namespace Gerai.Tests.Vouchers;

/// <summary>What strangers ask for at the customers' door: no answer tells how close a guess was.</summary>
public sealed class VoucherBadInputTests : IAsyncLifetime
{
    private readonly HttpClient http = new();
    private TestGateway gateway = null!;
    private Visitor visitor = null!;
    private string good = "";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        gateway = await TestGateway.StartAsync();
        visitor = new Visitor(gateway);
        good = (await visitor.ChargeAsync()).Segments[^1];
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        visitor.Dispose();
        await gateway.DisposeAsync();
    }

    [Theory]
    [InlineData("")]
    [InlineData("/events")]
    [InlineData("/other")]
    public async Task Malformed_foreign_tampered_and_unknown_tokens_get_one_answer(string tail)
    {
        foreach (var language in new[] { "en", "id", "fr" })
        {
            var answers = new List<(string Token, string Seen)>();
            foreach (var token in WrongTokens())
            {
                answers.Add((token, await SeenAsync(HttpMethod.Get, token + tail, language)));
            }

            var expected = language is "en" ? "<h1>Page not found</h1>" : "<h1>Halaman tidak ditemukan</h1>";
            Assert.Contains(expected, answers[0].Seen, StringComparison.Ordinal);
            Assert.StartsWith("404", answers[0].Seen, StringComparison.Ordinal);
            Assert.All(answers, answer => Assert.Equal(answers[0].Seen, answer.Seen));
        }
    }

    [Theory]
    [InlineData("?lang=en", "<h1>Page not found</h1>")]
    [InlineData("?lang=id", "<h1>Halaman tidak ditemukan</h1>")]
    [InlineData("?lang=%00&lang=<script>&x[]=%ff&&=", "<h1>Halaman tidak ditemukan</h1>")]
    public async Task A_wrong_address_is_told_in_the_language_it_asks_for_whatever_else_it_says(
        string query, string heading)
    {
        var seen = await SeenAsync(HttpMethod.Get, "x" + query, null);

        Assert.Contains(heading, seen, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>", seen, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("?lang=%00")]
    [InlineData("?lang=<script>alert(1)</script>")]
    [InlineData("?lang=id&lang=en")]
    [InlineData("?%ff=%ff&order_id=other&&==&x[0]=1")]
    public async Task What_is_added_to_a_right_address_changes_nothing(string query)
    {
        using var response = await visitor.GetAsync(new Uri(gateway.Address, $"/voucher/{good}{query}"));
        var page = await response.Content.ReadAsStringAsync(Cancel);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Contains("<h1>Menunggu pembayaran</h1>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("alert(1)", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_look_at_the_headers_is_answered_as_a_look_at_the_page()
    {
        Assert.Equal(
            (await SeenAsync(HttpMethod.Get, good, "en")).Split('\n')[0],
            (await SeenAsync(HttpMethod.Head, good, "en")).Split('\n')[0]);
        Assert.StartsWith("200", await SeenAsync(HttpMethod.Head, good, "en"), StringComparison.Ordinal);
        Assert.All(
            await Task.WhenAll(WrongTokens().Select(token => SeenAsync(HttpMethod.Head, token, "en"))),
            seen => Assert.StartsWith("404", seen, StringComparison.Ordinal));
    }

    // Said before the token is looked at: a right one learns no more than a wrong one.
    [Theory]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("OPTIONS")]
    public async Task Other_methods_are_refused_for_right_and_wrong_tokens_alike(string method)
    {
        var answers = await Task.WhenAll(WrongTokens().Prepend(good).Prepend(good + "/events")
            .Select(token => SeenAsync(new HttpMethod(method), token, "en")));

        Assert.StartsWith("405", Assert.Single(answers.Distinct()), StringComparison.Ordinal);
        using var request = new HttpRequestMessage(
            new HttpMethod(method), new Uri(gateway.Address, $"/voucher/{good}"));
        using var response = await http.SendAsync(request, Cancel);
        Assert.Equal(["GET", "HEAD"], response.Content.Headers.Allow);
    }

    [Fact]
    public async Task What_no_path_may_be_is_refused_at_the_wire()
    {
        using var tooLong = await visitor.GetAsync(new Uri(gateway.Address, $"/voucher/{new string('A', 9_000)}"));
        using var noText = await visitor.GetAsync(new Uri(gateway.Address, "/voucher/%00"));

        Assert.Equal(HttpStatusCode.RequestUriTooLong, tooLong.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, noText.StatusCode);
    }

    [Fact]
    public async Task No_wrong_token_opens_a_stream()
    {
        foreach (var token in WrongTokens())
        {
            using var response = await visitor.GetAsync(new Uri(gateway.Address, $"/voucher/{token}/events"));
            Assert.Equal("text/html", response.Content.Headers.ContentType?.MediaType);
        }

        Assert.Equal(0, gateway.Service<PaymentNews>().Count);
    }

    private List<string> WrongTokens()
    {
        var id = Some.Payment().Id;
        return
        [
            "x",
            new string('A', 43),
            good[..^1],
            good + "A",
            good[..^1] + (good[^1] == 'A' ? 'E' : 'A'),
            (good[0] == 'A' ? 'B' : 'A') + good[1..],
            new VoucherTokens(new byte[32]).Of(id),
            new VoucherTokens(TestGateway.SealingKey).Of(id),
            "%C3%A9%F0%9F%92%B8",
            "%0d%0aX-Other:%201",
            "....",
            "' or 1=1 --",
            new string('A', 5_000),
        ];
    }

    /// <summary>All of an answer but its date: status and headers in the first line, then the body.</summary>
    private async Task<string> SeenAsync(HttpMethod method, string rest, string? language)
    {
        using var request = new HttpRequestMessage(method, new Uri($"{gateway.Address}voucher/{rest}"));
        if (language is not null)
        {
            request.Headers.TryAddWithoutValidation("Accept-Language", language);
        }

        using var response = await http.SendAsync(request, Cancel);
        var headers = response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated)
            .Where(header => header.Key is not ("Date" or "Transfer-Encoding"))
            .Select(header => $"{header.Key}: {header.Value}");
        Assert.Equal("no-store", response.Headers.CacheControl?.ToString());
        var body = await response.Content.ReadAsStringAsync(Cancel);
        return $"{(int)response.StatusCode} {string.Join("; ", headers)}\n{body}";
    }
}
