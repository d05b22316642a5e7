using Gerai.Nodes;
using Gerai.Notifications;
using Gerai.Tests.Support;

namespace Gerai.Tests.Notifications;

/// <summary>What becomes of places and of the line when the database is away. The rest needs real books.</summary>
public sealed class FairTakerTests
{
    private static readonly DateTimeOffset Now = WatchedTime.FirstMoment;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_look_that_fails_costs_nobody_a_place_or_a_turn()
    {
        const string Busy = "http://127.0.0.1:9/";
        const string Quiet = "http://127.0.0.1:10/";
        var outbox = new MemoryOutbox();
        var options = new NotificationOptions { ConcurrencyMax = 2, EndpointConcurrencyMax = 1 };
        var taker = new FairTaker(outbox, options, new LivingNodes());
        outbox.Add(DueNotification.At(Busy), DueNotification.At(Busy));
        var first = Assert.Single(await TakeAsync());
        Assert.Null(taker.Release(first, mayFollow: false, Now));
        outbox.Add(DueNotification.At(Quiet));
        outbox.TakesToFail = 3;

        for (var i = 0; i < 3; i++)
        {
            await Assert.ThrowsAsync<IOException>(TakeAsync);
        }

        Assert.Equal([Busy, Quiet], (await TakeAsync()).Select(row => row.Notification.Address));

        Task<IReadOnlyList<LeasedNotification>> TakeAsync() => taker.TakeAsync(Now, Now.AddSeconds(30), Cancel);
    }
}
