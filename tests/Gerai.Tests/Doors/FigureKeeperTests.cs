using Gerai.Payments;
using Gerai.Tests.Support;

namespace Gerai.Tests.Doors;

/// <summary>A running gateway keeps the figures by itself.</summary>
public sealed class FigureKeeperTests
{
    [Fact]
    public async Task Hours_that_have_ended_are_counted_without_anybody_asking()
    {
        await using var gateway = await TestGateway.StartAsync(TestGateway.WithoutSweeper);
        await gateway.ChargeAsync(Some.ChargeBody());

        gateway.Advance(TimeSpan.FromHours(2));
        await gateway.WaitForFiguresAsync();

        var now = gateway.Clock.GetUtcNow();
        var home = await gateway.Service<IFigures>().HomeAsync(
            gateway.Merchant.Id, 7, now, TestContext.Current.CancellationToken);
        Assert.Equal((1, 1), (home.Pending, home.InAllDays(PaymentStatus.Pending).Payments));
        Assert.Equal(0, await gateway.Service<IFigures>().CloseHoursAsync(
            now - FigureKeeper.Margin, TestContext.Current.CancellationToken));
    }
}
