using Gerai.Stores;
using Gerai.Tests.Support;
using Gerai.Wire;

namespace Gerai.Tests.Doors;

/// <summary>The sequence of the document, from the charge to the last notification, over real sockets.</summary>
public sealed class WholePaymentTests
{
    [Theory]
    [InlineData("Alfamart", 44_000)]
    [InlineData("Indomaret", 162_500)]
    public async Task An_order_is_charged_paid_in_cash_and_the_shop_is_told(string store, long amount)
    {
        var chain = Enum.Parse<StoreChain>(store);
        await using var gateway = await TestGateway.StartAsync();

        var charged = await gateway.ChargeAsync(Some.ChargeBody(chain, "order-101", amount));
        Assert.Equal((200, "201"), (charged.Http, charged["status_code"]));
        var pending = await gateway.Shop.NextAsync();
        Assert.Equal(("pending", "201"), (pending["transaction_status"], pending["status_code"]));

        var till = gateway.Terminal(chain);
        var bill = await till.InquireAsync(charged["payment_code"]);
        Assert.Equal(("ok", amount), (bill["result"], bill.Json.GetProperty("amount").GetInt64()));
        var booked = await till.PayAsync(charged["payment_code"], amount, "45682601150000000017");
        Assert.Equal((200, "booked"), (booked.Http, booked["result"]));

        var settled = await gateway.Shop.NextAsync();
        Assert.Equal("settlement", settled["transaction_status"]);
        Assert.Equal(
            Signature.Of("order-101", "200", $"{amount}.00", gateway.Merchant.ServerKey.Text),
            settled["signature_key"]);
        var status = await gateway.StatusAsync("order-101");
        Assert.Equal(("settlement", "200"), (status["transaction_status"], status["status_code"]));
    }
}
