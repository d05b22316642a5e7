using Gerai.Client;

namespace Gerai.Tests.Sdk;

/// <summary>The client and the recorded answers of the original.</summary>
public sealed class GeraiClientAgainstSamplesTests : GeraiClientContract
{
    private RecordedGateway? gateway;

    protected override Uri Address => gateway!.Address;

    public override async ValueTask InitializeAsync() => gateway = await RecordedGateway.StartAsync();

    protected override ValueTask StopAsync() => gateway!.DisposeAsync();

    protected override Task PayAsync(Transaction charged)
    {
        gateway!.Turn(charged.OrderId, "settlement");
        return Task.CompletedTask;
    }

    protected override Task ReverseAsync(Transaction charged)
    {
        gateway!.Turn(charged.OrderId, "deny");
        return Task.CompletedTask;
    }
}
