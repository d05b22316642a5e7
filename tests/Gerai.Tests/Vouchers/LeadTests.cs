using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Gerai.Merchants;
using Gerai.Stores;
using Gerai.Tests.Support;

namespace Gerai.Tests.Vouchers;

/// <summary>Where the page of a payment leads on to, in each state (protocol 6.43).</summary>
public sealed partial class LeadTests
{
    private static readonly RedirectUrls Three = new()
    {
        Finish = RedirectUrl.Of("https://shop.example/finish"),
        Unfinish = RedirectUrl.Of("https://shop.example/unfinish"),
        Error = RedirectUrl.Of("https://shop.example/error"),
    };

    [Theory]
    [InlineData("Pending", "unfinish", "201", "pending")]
    [InlineData("Settled", "finish", "200", "settlement")]
    [InlineData("Expired", "error", "407", "expire")]
    [InlineData("Cancelled", "error", "200", "cancel")]
    [InlineData("Reversed", "error", "202", "deny")]
    public async Task Each_state_leads_to_its_own_address_with_what_a_status_call_would_say(
        string state, string address, string code, string status)
    {
        await using var gateway = await TestGateway.StartAsync(TestGateway.WithoutSweeper);
        using var visitor = new Visitor(gateway);
        var page = await PageInAsync(gateway, visitor, state, Three);

        foreach (var (language, text) in new[] { ("id", "Kembali ke Example shop"), ("en", "Back to Example shop") })
        {
            var lead = LeadIn(await visitor.ReadAsync(page, language));
            Assert.Equal(
                $"https://shop.example/{address}?order_id=order-101&status_code={code}&transaction_status={status}",
                lead?.Address);
            Assert.Equal(text, lead?.Text);
        }

        var told = await gateway.StatusAsync("order-101");
        Assert.Equal((code, status), (told["status_code"], told["transaction_status"]));
    }

    // The note is there for the page that turns; who opens a page that has turned already is left in peace.
    [Theory]
    [InlineData("Pending", false)]
    [InlineData("Settled", true)]
    [InlineData("Expired", true)]
    public async Task A_page_that_was_opened_leads_nobody_by_itself(string state, bool hasNote)
    {
        await using var gateway = await TestGateway.StartAsync(TestGateway.WithoutSweeper);
        using var visitor = new Visitor(gateway);

        var html = await visitor.ReadAsync(await PageInAsync(gateway, visitor, state, Three));

        Assert.Equal(hasNote, html.Contains("<div id=\"leading\" hidden>", StringComparison.Ordinal));
        Assert.DoesNotContain("http-equiv", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Pending")]
    [InlineData("Settled")]
    [InlineData("Expired")]
    public async Task Without_an_address_there_is_no_lead(string state)
    {
        await using var gateway = await TestGateway.StartAsync(TestGateway.WithoutSweeper);
        using var visitor = new Visitor(gateway);

        var html = await visitor.ReadAsync(await PageInAsync(gateway, visitor, state, RedirectUrls.None));

        Assert.Null(LeadIn(html));
        Assert.DoesNotContain("leading", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_merchant_with_one_page_for_all_who_come_back_gives_it_as_finish()
    {
        await using var gateway = await TestGateway.StartAsync();
        using var visitor = new Visitor(gateway);
        var page = await PageInAsync(gateway, visitor, "Pending", new() { Finish = Three.Finish });

        var lead = LeadIn(await visitor.ReadAsync(page));

        Assert.Equal(
            "https://shop.example/finish?order_id=order-101&status_code=201&transaction_status=pending",
            lead?.Address);
    }

    [Fact]
    public async Task What_is_in_the_address_stays_and_what_is_added_is_encoded()
    {
        await using var gateway = await TestGateway.StartAsync();
        await gateway.App.Merchants.ChangeRedirectsAsync(
            gateway.Merchant.Id,
            new() { Finish = RedirectUrl.Of("https://shop.example/a\"b?shop=7&x='%26'#/done") },
            TestContext.Current.CancellationToken);
        using var visitor = new Visitor(gateway);
        var page = await visitor.ChargeAsync(order: "A&b=1 #2/+%\\\"><");

        var lead = LeadIn(await visitor.ReadAsync(page));

        Assert.Equal(
            "https://shop.example/a%22b?shop=7&x='%26'&order_id=A%26b%3D1%20%232%2F%2B%25%22%3E%3C"
                + "&status_code=201&transaction_status=pending#/done",
            lead?.Address);
    }

    [Fact]
    public async Task Only_who_has_the_address_of_the_page_learns_where_it_leads()
    {
        await using var gateway = await TestGateway.StartAsync();
        using var visitor = new Visitor(gateway);
        var page = await PageInAsync(gateway, visitor, "Settled", Three);
        var wrong = new Uri(page.ToString()[..^1] + (page.ToString()[^1] == 'A' ? 'B' : 'A'));

        using var shown = await visitor.GetAsync(page);
        var missing = await visitor.ReadAsync(wrong);

        Assert.DoesNotContain("shop.example", missing, StringComparison.Ordinal);

        // The shop does not learn the page's address either, and neither does the policy open up for a lead.
        Assert.Equal("no-referrer", shown.Headers.GetValues("Referrer-Policy").Single());
        Assert.DoesNotContain(
            "shop.example", shown.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
    }

    /// <summary>Charges order-101, brings it into this state, and returns the address of its page.</summary>
    private static async Task<Uri> PageInAsync(TestGateway gateway, Visitor visitor, string state, RedirectUrls urls)
    {
        await gateway.App.Merchants.ChangeRedirectsAsync(
            gateway.Merchant.Id, urls, TestContext.Current.CancellationToken);
        var (page, body) = await visitor.ChargeAsync(Some.ChargeBody(StoreChain.Indomaret, "order-101", 44_000));
        var code = JsonElement.Parse(body).GetProperty("payment_code").GetString()!;
        var till = gateway.Terminal(StoreChain.Indomaret);
        switch (state)
        {
            case "Settled":
                await till.PayAsync(code, 44_000, "r-1");
                break;
            case "Reversed":
                await till.PayAsync(code, 44_000, "r-1");
                await till.ReverseAsync(code, "r-1");
                break;
            case "Cancelled":
                await gateway.PostAsync("/v2/order-101/cancel");
                break;
            case "Expired":
                gateway.Clock.Advance(TimeSpan.FromDays(1));
                break;
        }

        return page;
    }

    private static (string Address, string Text)? LeadIn(string html) => Link().Match(html) is { Success: true } link
        ? (WebUtility.HtmlDecode(link.Groups["address"].Value), WebUtility.HtmlDecode(link.Groups["text"].Value))
        : null;

    [GeneratedRegex(
        "<a id=\"lead\" class=\"[^\"]*\" href=\"(?<address>[^\"]*)\">(?<text>[^<]*)</a>",
        RegexOptions.ExplicitCapture,
        1000)]
    private static partial Regex Link();
}
