using System.Text;
using Gerai.Client;
using Gerai.Tests.Support;

namespace Gerai.Tests.Sdk;

/// <summary>The address of the customer's page, which a gateway names beside the documented body.</summary>
public sealed class VoucherUrlTests
{
    private const string Header = "X-Gerai-Voucher-Url";

    private static readonly AlfamartCharge Charge = new("order-101", 44_000);

    [Fact]
    public async Task A_charge_names_the_page_to_send_the_customer_to_and_nothing_else_does()
    {
        await using var gateway = await TestGateway.StartAsync();
        using var client = ClientOf(gateway.Address, gateway.Merchant.ServerKey.Text);

        var charged = await client.ChargeAsync(Charge);
        var found = await client.GetStatusAsync("order-101");
        var cancelled = await client.CancelAsync("order-101");

        using var browser = new HttpClient();
        var page = await browser.GetStringAsync(charged.VoucherUrl, TestContext.Current.CancellationToken);
        Assert.Contains("order-101", page, StringComparison.Ordinal);
        Assert.DoesNotContain("voucher", Encoding.UTF8.GetString(charged.Json.Span), StringComparison.Ordinal);
        Assert.Null(found.VoucherUrl);
        Assert.Null(cancelled.VoucherUrl);
    }

    [Theory]
    [InlineData("https://pay.example.com/voucher/abc", "https://pay.example.com/voucher/abc")]
    [InlineData("http://127.0.0.1:5080/voucher/abc", "http://127.0.0.1:5080/voucher/abc")]
    [InlineData("javascript:alert(1)", null)]
    [InlineData("/voucher/abc", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public async Task What_is_no_page_is_none_and_a_gateway_without_such_pages_is_fine(string? sent, string? expected)
    {
        await using var server = await LittleServer.StartAsync((_, context) =>
        {
            context.Response.Headers[Header] = sent;
            return LittleServer.SayAsync(context, 200, Samples.Compact("core-api/charge.alfamart.response.json"));
        });
        using var client = ClientOf(server.Address, Some.ServerKey);

        Assert.Equal(expected, (await client.ChargeAsync(Charge)).VoucherUrl?.AbsoluteUri);
    }

    // The answer that counts is the last one, and the page is its.
    [Fact]
    public async Task An_attempt_that_failed_names_no_page()
    {
        await using var server = await LittleServer.StartAsync((attempt, context) =>
        {
            if (attempt > 1)
            {
                return LittleServer.SayAsync(context, 200, Samples.Compact("core-api/charge.alfamart.response.json"));
            }

            context.Response.Headers[Header] = "https://proxy.example/";
            context.Response.Headers.RetryAfter = "0";
            return LittleServer.SayAsync(context, 503, "{}");
        });
        using var client = ClientOf(server.Address, Some.ServerKey);

        Assert.Null((await client.ChargeAsync(Charge)).VoucherUrl);
        Assert.Equal(2, server.CallsCount);
    }

    private static GeraiClient ClientOf(Uri address, string key) =>
        new(new GeraiClientOptions { Target = GeraiTarget.At(address), ServerKey = key }, new HastyTime());
}
