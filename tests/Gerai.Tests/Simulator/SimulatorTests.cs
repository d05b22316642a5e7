using System.Net;
using System.Text.RegularExpressions;
using Gerai.Simulator;
using Gerai.Stores;
using Gerai.Tests.Support;

namespace Gerai.Tests.Simulators;

/// <summary>The store simulator over real sockets, as people's scripts drive it (protocol 8, simulator.json).</summary>
public sealed partial class SimulatorTests
{
    private static readonly HttpClient Http = new();

    [Theory]
    [InlineData("alfamart", "/alfamart/index")]
    [InlineData("indomaret", "/indomaret/index")]
    [InlineData("indomaret", "/indomaret/phoenix/index")]
    public async Task The_documented_form_posts_settle_a_payment_and_the_shop_is_told_8_1_to_8_5(
        string store, string index)
    {
        await using var gateway = await TestGateway.StartAsync();
        var code = await gateway.ChargedCodeAsync(Chain(store));
        var path = Samples.Json("counter-api/simulator.json").GetProperty(store);
        Assert.Contains(index, (string?[])[path.Text("path"), "/alfamart/index", "/indomaret/index"]);

        var first = await TillPage.GetAsync(gateway, index);
        Assert.Contains("name=\"payment_code\"", first.Html, StringComparison.Ordinal);
        Assert.Contains(">Inquire</button>", first.Html, StringComparison.Ordinal);
        var bill = await TillPage.PostAsync(gateway, index, "inquiry", [("payment_code", code)]);
        Assert.Contains("Rp44.000", bill.Html, StringComparison.Ordinal);
        Assert.Contains(">Pay</button>", bill.Html, StringComparison.Ordinal);
        var paid = await TillPage.PostAsync(gateway, index, "payment", bill.Inputs);

        Assert.Equal(200, paid.Http);
        Assert.Matches("class=\"[^\"]*\\bsuccess\\b[^\"]*\"[^>]*>\\s*<h1>[^<]*successful", paid.Html);
        Assert.Contains("empat puluh empat ribu", paid.Html, StringComparison.Ordinal);
        Assert.Equal(code, (await gateway.Shop.NextAsync("settlement"))["payment_code"]);
    }

    [Fact]
    public async Task A_script_that_sends_the_code_alone_has_paid_too()
    {
        await using var gateway = await TestGateway.StartAsync();
        var code = await gateway.ChargedCodeAsync();

        var paid = await TillPage.PostAsync(gateway, "/alfamart/index", "payment", [("payment_code", code)]);

        Assert.Contains("successful", paid.Html, StringComparison.Ordinal);
        Assert.Equal("settlement", (await gateway.StatusAsync("order-101"))["transaction_status"]);
    }

    [Fact]
    public async Task Two_presses_at_once_both_hear_of_the_one_payment()
    {
        await using var gateway = await TestGateway.StartAsync();
        var code = await gateway.ChargedCodeAsync();
        var bill = await TillPage.PostAsync(gateway, "/alfamart/index", "inquiry", [("payment_code", code)]);

        var presses = await Task.WhenAll(
            TillPage.PostAsync(gateway, "/alfamart/index", "payment", bill.Inputs),
            TillPage.PostAsync(gateway, "/alfamart/index", "payment", bill.Inputs));

        Assert.All(presses, press => Assert.Equal(200, press.Http));
        Assert.Equal(Receipt(presses[0]), Receipt(presses[1]));
        await gateway.WaitForAttemptsAsync(2);
        await gateway.Shop.NextAsync("settlement");
        Assert.False(gateway.Shop.HasMore);
    }

    [Theory]
    [InlineData("alfamart")]
    [InlineData("indomaret")]
    public async Task A_test_suite_asks_and_pays_in_JSON(string store)
    {
        await using var gateway = await TestGateway.StartAsync();
        var code = await gateway.ChargedCodeAsync(Chain(store));

        var bill = await gateway.SendAsync(HttpMethod.Get, $"/api/{store}/{code}", null);
        var paid = await gateway.PostAsync($"/api/{store}/{code}/pay");
        var again = await gateway.PostAsync($"/api/{store}/{code}/pay");

        Assert.Equal((200, "ok", "44000"), (bill.Http, bill["result"], bill["amount"]));
        Assert.Equal((200, "booked", code), (paid.Http, paid["result"], paid["payment_code"]));
        Assert.Equal((409, "already_paid"), (again.Http, again["reason"]));
    }

    [Fact]
    public async Task Twenty_presses_at_once_in_JSON_book_once()
    {
        await using var gateway = await TestGateway.StartAsync();
        var code = await gateway.ChargedCodeAsync();

        var presses = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(_ => gateway.PostAsync($"/api/alfamart/{code}/pay")));

        Assert.Equal("booked", Assert.Single(presses, press => press.Http == 200)["result"]);
        Assert.All(
            presses.Where(press => press.Http != 200),
            press => Assert.Equal((409, "already_paid"), (press.Http, press["reason"])));
        await gateway.WaitForAttemptsAsync(2);
        await gateway.Shop.NextAsync("settlement");
        Assert.False(gateway.Shop.HasMore);
    }

    [Theory]
    [InlineData("malformed", 400)]
    [InlineData("not_found", 404)]
    [InlineData("wrong_chain", 409)]
    [InlineData("cancelled", 410)]
    [InlineData("expired", 410)]
    public async Task A_bad_code_is_told_plainly_with_its_status(string reason, int status)
    {
        await using var gateway = await TestGateway.StartAsync();
        var code = await BadCodeAsync(gateway, reason);

        var bill = await TillPage.PostAsync(gateway, "/alfamart/index", "inquiry", [("payment_code", code)]);
        var paid = await TillPage.PostAsync(gateway, "/alfamart/index", "payment", [("payment_code", code)]);
        var json = await gateway.SendAsync(HttpMethod.Get, $"/api/alfamart/{code}", null);

        Assert.Equal((status, status), (bill.Http, paid.Http));
        Assert.DoesNotContain(">Pay</button>", bill.Html, StringComparison.Ordinal);
        Assert.Contains("Simulated payment is unsuccessful", paid.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("successful\"", paid.Html, StringComparison.Ordinal);
        Assert.Equal((status, reason), (json.Http, json["reason"]));
    }

    [Theory]
    [InlineData("wrong_amount", 409, "amount_differs")]
    [InlineData("pressed_twice", 200, "booked")]
    [InlineData("answer_lost", 200, "/counter/v1/advices")]
    [InlineData("wrong_digit", 404, "not_found")]
    [InlineData("reversal", 200, "reversed")]
    public async Task Trouble_at_the_till_goes_the_way_of_the_counter_API(string kind, int status, string heard)
    {
        await using var gateway = await TestGateway.StartAsync();
        var code = await gateway.ChargedCodeAsync(StoreChain.Indomaret);
        var bill = await TillPage.PostAsync(gateway, "/indomaret/index", "inquiry", [("payment_code", code)]);
        if (kind is "reversal")
        {
            await TillPage.PostAsync(gateway, "/indomaret/index", "payment", bill.Inputs);
        }

        var trouble = await TillPage.PostAsync(
            gateway, "/indomaret/index", "trouble", [.. bill.Inputs, ("kind", kind)]);

        Assert.Equal(status, trouble.Http);
        Assert.Contains(heard, trouble.Html, StringComparison.Ordinal);
        var expected = kind switch
        {
            "wrong_amount" or "wrong_digit" => "pending",
            "reversal" => "deny",
            _ => "settlement",
        };
        Assert.Equal(expected, (await gateway.StatusAsync("order-101"))["transaction_status"]);
    }

    [Fact]
    public async Task What_is_no_form_and_what_is_too_large_are_refused()
    {
        await using var gateway = await TestGateway.StartAsync();
        var address = new Uri(gateway.Address, "/alfamart/payment");
        using var json = new StringContent("{}", System.Text.Encoding.UTF8, "application/json");
        using var large = new StringContent(
            "payment_code=" + new string('1', 20_000), null, "application/x-www-form-urlencoded");

        using var first = await Http.PostAsync(address, json);
        using var second = await Http.PostAsync(address, large);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, first.StatusCode);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, second.StatusCode);
    }

    [Theory]
    [InlineData(11, "sebelas rupiah")]
    [InlineData(100, "seratus rupiah")]
    [InlineData(1_115, "seribu seratus lima belas rupiah")]
    [InlineData(162_500, "seratus enam puluh dua ribu lima ratus rupiah")]
    [InlineData(5_000_000, "lima juta rupiah")]
    public void An_amount_in_words_is_as_Indonesians_write_it(long amount, string words) =>
        Assert.Equal(words, Amounts.Words(amount));

    private static async Task<string> BadCodeAsync(TestGateway gateway, string reason)
    {
        switch (reason)
        {
            case "malformed":
                return "12x";
            case "not_found":
                return "8127903418273645";
            case "wrong_chain":
                return await gateway.ChargedCodeAsync(StoreChain.Indomaret);
            default:
                var code = await gateway.ChargedCodeAsync();
                var end = reason is "cancelled" ? "cancel" : "expire";
                Assert.Equal(reason is "cancelled" ? "200" : "407",
                    (await gateway.PostAsync($"/v2/order-101/{end}"))["status_code"]);
                return code;
        }
    }

    private static StoreChain Chain(string store) => Enum.Parse<StoreChain>(store, ignoreCase: true);

    private static string Receipt(TillPage page) => ReceiptShape().Match(page.Html) is { Success: true } found
        ? found.Value
        : throw new InvalidOperationException("The page shows no receipt.");

    [GeneratedRegex(
        "<pre class=\"receipt\">[^<]+", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ReceiptShape();
}
