namespace SampleShop.Orders;

/// <summary>
/// Looks after orders that are in the books without a code: the gateway was away, or the shop went down while it waited
/// for the answer.
/// </summary>
internal sealed class UnchargedOrders(OrderBook book, Cashier cashier, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(15);

    // Longer than the client tries, so nobody else is still waiting for an answer.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(LookEvery);
        do
        {
            foreach (var order in await book.UnchargedAsync(time.GetUtcNow() - Patience, stoppingToken))
            {
                await cashier.ChargeAsync(order, stoppingToken);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
