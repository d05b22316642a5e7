using System.Net.Http.Headers;
using Gerai.Client;
using Gerai.Stores;
using Gerai.Tests.Support;
using Microsoft.AspNetCore.Http;

namespace Gerai.Tests.Sdk;

/// <summary>
/// A real gateway behind a line that loses answers: what was asked has been done, and the shop does not know (protocol
/// 10.13).
/// </summary>
public sealed class GeraiClientLostAnswerTests
{
    private static readonly IndomaretCharge Charge = new("order-102", 162_500);

    [Fact]
    public async Task A_charge_whose_answer_was_lost_answers_with_the_code_that_was_given_out()
    {
        await using var gateway = await TestGateway.StartAsync();
        await using var line = await LineTo(gateway, keepsKeys: true, loses: 1);
        using var client = ClientOf(line, gateway);

        var charged = await client.ChargeAsync(Charge);

        Assert.Equal((await gateway.StatusAsync("order-102"))["payment_code"], charged.PaymentCode);
        Assert.Equal(2, line.CallsCount);
    }

    // Protocol 1.40: the original does not honour the key at Indomaret, and answers 406.
    [Fact]
    public async Task Also_where_idempotency_keys_are_not_honoured()
    {
        await using var gateway = await TestGateway.StartAsync();
        await using var line = await LineTo(gateway, keepsKeys: false, loses: 1);
        using var client = ClientOf(line, gateway);

        var charged = await client.ChargeAsync(Charge);

        Assert.Equal((await gateway.StatusAsync("order-102"))["payment_code"], charged.PaymentCode);
        Assert.Equal(TransactionStatus.Pending, charged.Status);
        Assert.Equal(3, line.CallsCount);
    }

    [Theory]
    [InlineData(StoreChain.Indomaret, 150_000)]
    [InlineData(StoreChain.Alfamart, 162_500)]
    public async Task Another_payment_with_that_order_id_is_not_taken_for_ours(StoreChain chain, long amount)
    {
        await using var gateway = await TestGateway.StartAsync();
        await gateway.ChargedCodeAsync(chain, "order-102", amount);
        await using var line = await LineTo(gateway, keepsKeys: false, loses: 1);
        using var client = ClientOf(line, gateway);

        var refused = await Assert.ThrowsAsync<GeraiException>(() => client.ChargeAsync(Charge));

        Assert.Equal(GeraiError.OrderIdInUse, refused.Error);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_cancel_whose_answer_was_lost_is_a_cancel(bool keepsKeys)
    {
        await using var gateway = await TestGateway.StartAsync();
        await gateway.ChargedCodeAsync();
        await using var line = await LineTo(gateway, keepsKeys, loses: 1);
        using var client = ClientOf(line, gateway);

        Assert.Equal(TransactionStatus.Cancelled, (await client.CancelAsync("order-101")).Status);
    }

    [Fact]
    public async Task An_expire_whose_answer_was_lost_is_an_expire_but_not_one_of_a_paid_order()
    {
        await using var gateway = await TestGateway.StartAsync();
        await gateway.ChargedCodeAsync();
        var code = await gateway.ChargedCodeAsync(order: "order-103");
        await gateway.Terminal(StoreChain.Alfamart).PayAsync(code, 44_000, "reference-1");
        await using (var line = await LineTo(gateway, keepsKeys: false, loses: 1))
        {
            using var client = ClientOf(line, gateway);
            Assert.Equal(TransactionStatus.Expired, (await client.ExpireAsync("order-101")).Status);
        }

        await using (var line = await LineTo(gateway, keepsKeys: false, loses: 1))
        {
            using var client = ClientOf(line, gateway);
            var refused = await Assert.ThrowsAsync<GeraiException>(() => client.ExpireAsync("order-103"));
            Assert.Equal(GeraiError.CannotBeChanged, refused.Error);
        }
    }

    private static Task<LittleServer> LineTo(TestGateway gateway, bool keepsKeys, int loses)
    {
        var http = new HttpClient();
        return LittleServer.StartAsync(async (number, context) =>
        {
            using var request = new HttpRequestMessage(
                new HttpMethod(context.Request.Method), new Uri(gateway.Address, context.Request.Path));
            request.Headers.TryAddWithoutValidation("Authorization", context.Request.Headers.Authorization.ToString());
            if (keepsKeys)
            {
                request.Headers.TryAddWithoutValidation(
                    "Idempotency-Key", context.Request.Headers["Idempotency-Key"].ToString());
            }

            if (HttpMethods.IsPost(context.Request.Method))
            {
                request.Content = new StringContent(
                    await LittleServer.BodyOfAsync(context), MediaTypeHeaderValue.Parse("application/json"));
            }

            using var response = await http.SendAsync(request);
            if (number <= loses)
            {
                context.Abort();
                return;
            }

            await LittleServer.SayAsync(
                context, (int)response.StatusCode, await response.Content.ReadAsStringAsync());
        });
    }

    private static GeraiClient ClientOf(LittleServer line, TestGateway gateway) => new(
        new GeraiClientOptions
        {
            Target = GeraiTarget.At(line.Address),
            ServerKey = gateway.Merchant.ServerKey.Text,
        },
        new HastyTime());
}
