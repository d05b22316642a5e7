using System.Net;
using System.Text.RegularExpressions;
using Gerai.Pictures;
using Gerai.Stores;
using Gerai.Tests.Support;
using Gerai.Voucher;

namespace Gerai.Tests.Vouchers;

/// <summary>The page as it comes over the wire: its address, what it shows, and what it never shows.</summary>
public sealed partial class VoucherPageTests
{
    private const string FullOrder = """
        {"payment_type":"cstore","transaction_details":{"order_id":"order-7","gross_amount":44000},
        "cstore":{"store":"alfamart","message":"x"},
        "item_details":[{"id":"a","price":22000,"quantity":2,"name":"Kopi <b>Toraja</b>"}],
        "customer_details":{"first_name":"Budi","last_name":"Rahasia","email":"budi@example.com","phone":"+628123456",
        "billing_address":{"address":"Jalan Rahasia 1"}}}
        """;

    [Fact]
    public async Task A_charge_says_where_its_voucher_is_and_a_repeat_says_the_same()
    {
        await using var gateway = await TestGateway.StartAsync();
        using var visitor = new Visitor(gateway);

        var first = await visitor.ChargeAsync(FullOrder, "key-1");
        var again = await visitor.ChargeAsync(FullOrder, "key-1");
        var refused = await visitor.ChargeAsync(FullOrder);

        Assert.StartsWith($"{gateway.Address}voucher/", first.Address.ToString(), StringComparison.Ordinal);
        Assert.Equal(first, again);
        Assert.DoesNotContain("voucher", first.Body, StringComparison.OrdinalIgnoreCase);
        Assert.Equal("no:", refused.Address.ToString());
    }

    [Fact]
    public async Task An_operator_says_where_customers_come_in()
    {
        await using var gateway = await TestGateway.StartAsync(
            options => options with { Voucher = new VoucherOptions { PublicUrl = "https://pay.example.com/" } });
        using var visitor = new Visitor(gateway);

        var address = await visitor.ChargeAsync();

        Assert.StartsWith("https://pay.example.com/voucher/", address.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pay.example.com")]
    [InlineData("ftp://pay.example.com")]
    [InlineData("https://pay.example.com/below")]
    [InlineData("https://pay.example.com/?x")]
    public async Task An_address_that_is_none_stops_the_start(string address) =>
        await Assert.ThrowsAsync<InvalidOperationException>(() => TestGateway.StartAsync(
            options => options with { Voucher = new VoucherOptions { PublicUrl = address } }));

    [Fact]
    public async Task The_page_shows_what_to_pay_and_nothing_of_who_pays()
    {
        await using var gateway = await TestGateway.StartAsync();
        using var visitor = new Visitor(gateway);
        var (address, body) = await visitor.ChargeAsync(FullOrder);
        var code = PaymentCodeIn().Match(body).Groups["code"].Value;

        var page = WebUtility.HtmlDecode(await visitor.ReadAsync(address));

        Assert.Contains(PaymentCodePicture.Grouped(code), page, StringComparison.Ordinal);
        Assert.Contains("Rp44.000", page, StringComparison.Ordinal);
        Assert.Contains("Example shop", page, StringComparison.Ordinal);
        Assert.Contains("order-7", page, StringComparison.Ordinal);
        Assert.Contains("16 Jan 2026, 10.00 WIB", page, StringComparison.Ordinal);
        Assert.Contains("data-left=\"86400\"", page, StringComparison.Ordinal);
        Assert.Equal(2, page.Split("<svg").Length - 1);
        Assert.All(
            ["Budi", "Rahasia", "budi@", "628123456", "Jalan"],
            secret => Assert.DoesNotContain(secret, page, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_page_is_small_encoded_kept_by_nobody_and_may_do_nothing_elsewhere()
    {
        await using var gateway = await TestGateway.StartAsync();
        using var visitor = new Visitor(gateway);
        var (address, _) = await visitor.ChargeAsync(FullOrder);

        using var response = await visitor.GetAsync(address);
        var page = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Contains("Kopi &lt;b&gt;Toraja&lt;/b&gt;", page, StringComparison.Ordinal);
        Assert.Equal("no-store", response.Headers.CacheControl?.ToString());
        Assert.Equal("no-referrer", response.Headers.GetValues("Referrer-Policy").Single());
        Assert.StartsWith(
            "default-src 'none'",
            response.Headers.GetValues("Content-Security-Policy").Single(),
            StringComparison.Ordinal);
        var style = AssetIn().Matches(page).Select(match => new Uri(gateway.Address, match.Value)).ToList();
        Assert.Equal(3, style.Count);
        var sizes = await Task.WhenAll(style.Select(async asset => (await visitor.ReadAsync(asset)).Length));
        Assert.InRange(page.Length + sizes.Sum(), 1, 50_000);
        using var kept = await visitor.GetAsync(style[0]);
        Assert.Contains("immutable", kept.Headers.CacheControl?.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "", "Menunggu pembayaran")]
    [InlineData("fr,en;q=0.8,id;q=0.7", "", "Waiting for payment")]
    [InlineData("en", "?lang=id", "Menunggu pembayaran")]
    [InlineData("id", "?lang=en", "Waiting for payment")]
    [InlineData("*", "?lang=xx", "Menunggu pembayaran")]
    public async Task A_visitor_reads_the_page_in_a_language_of_theirs(string? accepts, string query, string heading)
    {
        await using var gateway = await TestGateway.StartAsync();
        using var visitor = new Visitor(gateway);
        var address = await visitor.ChargeAsync(StoreChain.Indomaret);

        var page = await visitor.ReadAsync(new Uri(address + query), accepts);

        Assert.Contains($"<h1>{heading}</h1>", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_shows_every_end_and_no_code_to_scan_after_it()
    {
        await using var gateway = await TestGateway.StartAsync(TestGateway.WithoutSweeper);
        using var visitor = new Visitor(gateway);
        var cancelled = await visitor.ChargeAsync(order: "cancelled");
        await gateway.PostAsync("/v2/cancelled/cancel");
        var (reversed, body) = await visitor.ChargeAsync(Some.ChargeBody(StoreChain.Indomaret, "reversed", 44_000));
        var till = gateway.Terminal(StoreChain.Indomaret);
        var code = PaymentCodeIn().Match(body).Groups["code"].Value;
        await till.PayAsync(code, 44_000, "r-1");
        Assert.Contains("<h1>Sudah dibayar</h1>", await visitor.ReadAsync(reversed), StringComparison.Ordinal);
        await till.ReverseAsync(code, "r-1");
        var expired = await visitor.ChargeAsync(order: "expired");
        gateway.Clock.Advance(TimeSpan.FromDays(1));

        foreach (var (address, heading) in new[]
        {
            (cancelled, "Pesanan dibatalkan"), (reversed, "Pembayaran dikembalikan"), (expired, "Kode kedaluwarsa"),
        })
        {
            var page = await visitor.ReadAsync(address);
            Assert.Contains($"<h1>{heading}</h1>", page, StringComparison.Ordinal);
            Assert.DoesNotContain("<svg", page, StringComparison.Ordinal);
            Assert.DoesNotContain("data-events", page, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Whatever_is_wrong_with_an_address_the_answer_is_the_same()
    {
        await using var gateway = await TestGateway.StartAsync();
        using var visitor = new Visitor(gateway);
        var good = (await visitor.ChargeAsync()).ToString();
        var foreign = new VoucherTokens(new byte[32]).Of(Some.Payment().Id);
        var unknown = new VoucherTokens(TestGateway.SealingKey).Of(Some.Payment().Id);
        var pages = new List<string>();
        foreach (var address in new[]
        {
            good[..^1], good + "A", good[..^2] + "AA", good + "/x", good[..^1] + "/events",
            $"{gateway.Address}voucher/", $"{gateway.Address}voucher/%C3%A9",
            $"{gateway.Address}voucher/{foreign}", $"{gateway.Address}voucher/{unknown}",
        })
        {
            using var response = await visitor.GetAsync(new Uri(address), "en");
            Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
            pages.Add(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }

        Assert.Contains("<h1>Page not found</h1>", Assert.Single(pages.Distinct()), StringComparison.Ordinal);
    }

    [GeneratedRegex("\"payment_code\":\"(?<code>[0-9]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex PaymentCodeIn();

    [GeneratedRegex("/assets/[^\"]+", RegexOptions.None, 1000)]
    private static partial Regex AssetIn();
}
