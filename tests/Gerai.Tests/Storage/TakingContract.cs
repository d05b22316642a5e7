using Gerai.Merchants;
using Gerai.Nodes;
using Gerai.Notifications;
using Gerai.Storage;
using Gerai.Tests.Support;
using Gerai.Values;

namespace Gerai.Tests.Storage;

/// <summary>Real books with a backlog of one shop and a few rows of others, and a taker of few places.</summary>
public abstract class TakingContract(DatabaseKind kind) : StorageContract(kind)
{
    private protected const string Busy = "http://127.0.0.1:9/busy";
    private protected const string Quiet = "http://127.0.0.1:10/quiet";
    private protected static readonly NotificationOptions Options = new()
    {
        ConcurrencyMax = 8,
        EndpointConcurrencyMax = 3,
        EndpointFailuresMax = 2,
    };

    private protected static readonly DateTimeOffset LeaseEnd = Now.AddSeconds(30);

    /// <summary>A node's, which is alone unless it has a place among others.</summary>
    private protected static FairTaker TakerOver(
        IOutbox outbox, NotificationOptions options, NodePlace? place = null)
    {
        var nodes = new LivingNodes();
        nodes.Take(place ?? NodePlace.Alone);
        return new FairTaker(outbox, options, nodes);
    }

    private protected CircuitRepository Circuits => new CircuitRepository(Books.Group);

    private protected static Endpoint EndpointOf(string address) => Endpoint.Of(Some.MerchantId, address);

    private protected static string Server(LeasedNotification taken) =>
        taken.Notification.Address.Contains("/busy", StringComparison.Ordinal) ? Busy : Quiet;

    private protected static Attempt Attempted(Delivery delivery) => new()
    {
        Number = 1,
        StartedAt = Now,
        Took = TimeSpan.Zero,
        Result = delivery.Result,
        HttpStatus = delivery.HttpStatus,
    };

    private protected static LeasedNotification? Release(
        FairTaker taker, LeasedNotification ended, DateTimeOffset? at = null) =>
        taker.Release(ended, mayFollow: true, at ?? Now.AddSeconds(5));

    private protected async Task<Merchant> OtherMerchantAsync()
    {
        var other = Some.Merchant() with
        {
            Id = MerchantId.Parse("sandbox/G999999999"),
            ServerKey = new ServerKey("SB-Mid-server-another"),
        };
        Assert.True(await Merchants.AddAsync(other, Now, Cancel));
        return other;
    }

    private protected static Task<IReadOnlyList<LeasedNotification>> TakenAsync(
        FairTaker taker, DateTimeOffset? at = null)
    {
        var now = at ?? Now.AddSeconds(5);
        return taker.TakeAsync(now, at is null ? LeaseEnd : now.AddSeconds(30), Cancel);
    }

    private protected Task<Circuit> OpenCircuitAsync(string address, DateTimeOffset until) =>
        Circuits.ChangeAsync(EndpointOf(address), Now, _ => new Circuit(2, 1, until), Cancel);

    // One payment with many addresses on one server: as many rows, without the time it takes to charge as often.
    private protected async Task BacklogAsync(int rows)
    {
        await Merchants.AddAsync(Some.Merchant(), Now, Cancel);
        await OpenedAsync(NewPayment(), Busy);
        await Books.ExecuteAsync(
            $"""
            with recursive numbers (number) as (
                select 1 union all select number + 1 from numbers where number < {rows - 1})
            insert into notifications (
                transaction_id, version, address, slot, state, attempts, due_at_ms, endpoint)
            select transaction_id, version, address || '/' || number, slot, state, attempts, due_at_ms, endpoint
            from notifications, numbers
            """);
    }
}
