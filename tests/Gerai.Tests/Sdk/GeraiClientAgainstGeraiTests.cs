using Gerai.Client;
using Gerai.Stores;
using Gerai.Tests.Support;

namespace Gerai.Tests.Sdk;

/// <summary>The client and our gateway.</summary>
public sealed class GeraiClientAgainstGeraiTests : GeraiClientContract
{
    private const string Reference = "45682601150000000017";

    private TestGateway? gateway;

    protected override Uri Address => gateway!.Address;

    protected override string ServerKey => gateway!.Merchant.ServerKey.Text;

    public override async ValueTask InitializeAsync() => gateway = await TestGateway.StartAsync();

    protected override ValueTask StopAsync() => gateway!.DisposeAsync();

    protected override async Task PayAsync(Transaction charged)
    {
        var paid = await TillOf(charged).PayAsync(charged.PaymentCode!, charged.Amount, Reference);
        Assert.Equal("booked", paid["result"]);
    }

    protected override async Task ReverseAsync(Transaction charged)
    {
        var reversed = await TillOf(charged).ReverseAsync(charged.PaymentCode!, Reference);
        Assert.Equal("reversed", reversed["result"]);
    }

    private Terminal TillOf(Transaction charged) => gateway!.Terminal(
        charged.Store is Store.Alfamart ? StoreChain.Alfamart : StoreChain.Indomaret);
}
