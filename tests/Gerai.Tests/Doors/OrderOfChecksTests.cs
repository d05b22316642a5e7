using Dapper;
using Gerai.Merchants;
using Gerai.Storage;
using Gerai.Stores;
using Gerai.Tests.Support;

namespace Gerai.Tests.Doors;

/// <summary>
/// Protocol 4.29: of several things that are wrong with a charge, which one the merchant hears. Each request breaks two
/// neighbouring rules.
/// </summary>
public sealed class OrderOfChecksTests
{
    private const string WrongKey = "SB-Mid-server-wrong";
    private const string NotJson = "{";

    [Fact]
    public async Task Path_and_method_come_before_the_key_and_the_key_before_everything_else()
    {
        await using var gateway = await TestGateway.StartAsync();

        Assert.Equal(404, (await gateway.SendAsAsync(WrongKey, HttpMethod.Post, "/v2/charges", NotJson)).Http);
        Assert.Equal(405, (await gateway.SendAsAsync(WrongKey, HttpMethod.Put, "/v2/charge", NotJson)).Http);
        Assert.Equal(
            401, (await gateway.SendAsAsync(WrongKey, HttpMethod.Post, "/v2/charge", NotJson.PadRight(16_001))).Http);
    }

    [Fact]
    public async Task A_closed_account_comes_before_size_and_syntax()
    {
        await using var gateway = await TestGateway.StartAsync();
        await gateway.App.Merchants.ChangeAsync(
            gateway.Merchant with { ClosedAt = gateway.Clock.GetUtcNow() }, default);

        Assert.Equal("410", (await gateway.ChargeAsync(NotJson.PadRight(16_001)))["status_code"]);
    }

    [Fact]
    public async Task Too_many_requests_come_before_size_and_syntax()
    {
        await using var gateway = await TestGateway.StartAsync(options => options with
        {
            CoreApi = options.CoreApi with { RequestsPerSecondMax = 1 },
        });

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(_ => gateway.ChargeAsync(NotJson.PadRight(16_001))));

        Assert.Contains(answers, answer => answer.Http == 429);
    }

    [Fact]
    public async Task Syntax_comes_before_a_repeated_key_and_that_before_the_fields()
    {
        await using var gateway = await TestGateway.StartAsync();
        var first = await gateway.ChargeAsync(Some.ChargeBody(), ("Idempotency-Key", "k1"));

        Assert.Equal("413", (await gateway.ChargeAsync(NotJson, ("Idempotency-Key", "k1")))["status_code"]);
        Assert.Equal(first.Text, (await gateway.ChargeAsync("{}", ("Idempotency-Key", "k1"))).Text);
    }

    [Fact]
    public async Task Fields_come_before_the_channel_the_channel_before_limits_and_limits_before_the_order_id()
    {
        await using var gateway = await TestGateway.StartAsync();
        await gateway.ChargedCodeAsync();
        await gateway.App.Merchants.ChangeAsync(gateway.Merchant with { Stores = [StoreChain.Alfamart] }, default);

        Assert.Equal("400", await CodeOfAsync(gateway, StoreChain.Indomaret, 0));
        Assert.Equal("402", await CodeOfAsync(gateway, StoreChain.Indomaret, 9_999));
        Assert.Equal("400", await CodeOfAsync(gateway, StoreChain.Alfamart, 5_000_001));
        Assert.Equal("406", await CodeOfAsync(gateway, StoreChain.Alfamart, 44_000));
    }

    // Also the only way to hear 505 (protocol 1.59, 4.25): all numbers of a chain have been given out.
    [Fact]
    public async Task An_order_id_in_use_comes_before_a_lack_of_payment_codes()
    {
        await using var gateway = await TestGateway.StartAsync();
        await gateway.ChargedCodeAsync();
        await gateway.Service<PaymentCodeGenerator>().RotateAsync(StoreChain.Indomaret, default);
        await using (var connection = await gateway.Service<Database>().OpenAsync(default))
        {
            await connection.ExecuteAsync(
                "update code_keys set counter_next = 1000000000000 where store = 'Indomaret'");
        }

        Assert.Equal("406", await CodeOfAsync(gateway, StoreChain.Indomaret, 44_000));
        var answer = await gateway.ChargeAsync(Some.ChargeBody(StoreChain.Indomaret, "order-102"));
        Assert.Equal(
            (505, "505", "The requested payment reference is not available"),
            (answer.Http, answer["status_code"], answer["status_message"]));
    }

    private static async Task<string> CodeOfAsync(TestGateway gateway, StoreChain chain, long amount) =>
        (await gateway.ChargeAsync(Some.ChargeBody(chain, "order-101", amount)))["status_code"];
}
