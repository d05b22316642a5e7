using Gerai.Payments;
using Gerai.Tests.Support;
using Gerai.Values;
using Microsoft.Extensions.DependencyInjection;

namespace Gerai.Tests.Payments;

/// <summary>Who watches a merchant's payments hears of each, and of nobody else's.</summary>
public sealed class MerchantNewsTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public void Who_waits_for_one_merchant_hears_of_that_one_and_must_ask_again()
    {
        var news = new MerchantNews();
        var ours = MerchantId.Of(GatewayEnvironment.Sandbox, "G100200300");
        var theirs = MerchantId.Of(GatewayEnvironment.Sandbox, "G100200301");
        var first = news.NextAsync(ours);
        var same = news.NextAsync(ours);

        news.Tell(theirs);
        Assert.False(first.IsCompleted);
        news.Tell(ours);

        Assert.True(first.IsCompleted && same.IsCompleted);
        Assert.False(news.NextAsync(ours).IsCompleted);
    }

    [Fact]
    public async Task A_charge_and_a_payment_at_the_counter_are_news()
    {
        await using var office = await Office.OpenAsync();
        var news = office.Services.GetRequiredService<MerchantNews>();
        var orders = new Orders(office, office.Merchant);

        var charged = news.NextAsync(office.Merchant.Id);
        var order = await orders.ChargeAsync("order-1");
        await charged.WaitAsync(Patience, TestContext.Current.CancellationToken);
        var paid = news.NextAsync(office.Merchant.Id);
        await orders.PayAsync(order);

        await paid.WaitAsync(Patience, TestContext.Current.CancellationToken);
    }
}
