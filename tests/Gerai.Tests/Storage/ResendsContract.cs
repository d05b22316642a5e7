using Gerai.Notifications;
using Gerai.Payments;
using Gerai.Storage;
using Gerai.Tests.Support;
using Gerai.Values;

namespace Gerai.Tests.Storage;

/// <summary>What <see cref="IResends"/> promises.</summary>
public abstract class ResendsContract(DatabaseKind kind) : StorageContract(kind)
{
    private const string Address = "http://127.0.0.1:9/a";

    private static readonly DateTimeOffset Later = Now.AddHours(3);

    private static ResendOrder Order => new(Some.MerchantId, "key abc", Later);

    [Fact]
    public async Task What_was_given_up_waits_again_and_it_is_written_down_who_wished_it()
    {
        var opened = await OpenedForMerchantAsync();
        await EndAllAsync(NotificationState.GivenUp);
        var id = new EventId(opened.Id, 1);

        Assert.Equal(new ResendResult(1, 0), await Resends.ResendAsync(Order, id, null, Cancel));
        Assert.Equal(new ResendResult(0, 1), await Resends.ResendAsync(Order, id, null, Cancel));

        var leased = Assert.Single(await Outbox.TakeDueAsync(Later, Later.AddMinutes(1), 10, Cancel)).Notification;
        Assert.Equal((1, 1), (leased.Attempts, leased.AttemptsBefore));
        Assert.Equal(
            RecordResult.Written,
            await Outbox.RecordAsync(leased, NewAttempt(2), NotificationState.Delivered, null, Cancel));
        Assert.Equal(new ResendResult(1, 0), await Resends.ResendAsync(Order, id, null, Cancel));
        Assert.Equal(
            [(1, "key abc", Later.ToUnixTimeMilliseconds()), (2, "key abc", Later.ToUnixTimeMilliseconds())],
            await Books.ReadAsync<(long, string, long)>(
                "select attempts_before, by_whom, at_ms from resends order by attempts_before"));
        var told = await new EventLog(Books.Database).FindAsync(Some.MerchantId, id, Cancel);
        Assert.Equal(
            [new Resend(Later, "key abc", 1), new Resend(Later, "key abc", 2)], told!.Deliveries[0].Resends);
    }

    [Fact]
    public async Task One_address_can_be_chosen_and_strangers_choose_nothing()
    {
        var opened = await OpenedForMerchantAsync(Address, Address + "/2");
        await EndAllAsync(NotificationState.Delivered);
        var id = new EventId(opened.Id, 1);
        var stranger = Order with { Merchant = MerchantId.Of(GatewayEnvironment.Production, "G100200300") };

        Assert.False((await Resends.ResendAsync(stranger, id, null, Cancel)).FoundAny);
        Assert.False((await Resends.ResendAsync(Order, id, "http://elsewhere", Cancel)).FoundAny);
        Assert.False((await Resends.ResendGivenUpAsync(stranger, Now, Later, null, 10, Cancel)).FoundAny);
        Assert.Equal(new ResendResult(1, 0), await Resends.ResendAsync(Order, id, Address + "/2", Cancel));
        Assert.Equal(new ResendResult(1, 1), await Resends.ResendAsync(Order, id, null, Cancel));
    }

    [Fact]
    public async Task All_that_was_given_up_between_two_moments_is_sent_again_so_many_at_most()
    {
        await Merchants.AddAsync(Some.Merchant(), Now, Cancel);
        foreach (var i in Enumerable.Range(0, 5))
        {
            await OpenedAsync(NewPayment($"order-{i}"), Address);
        }

        await EndAllAsync(NotificationState.GivenUp);
        await OpenedAsync(NewPayment("delivered"), Address);
        await EndAllAsync(NotificationState.Delivered);
        var ended = Now + NewAttempt(1).Took;
        var early = await Resends.ResendGivenUpAsync(Order, Now.AddHours(-1), ended.AddTicks(-10_000), null, 9, Cancel);
        var late = await Resends.ResendGivenUpAsync(Order, ended.AddTicks(10_000), Later, null, 9, Cancel);
        var stranger = MerchantId.Of(GatewayEnvironment.Production, Some.MerchantId.Number);
        Assert.Equal(5, await Resends.CountGivenUpAsync(Some.MerchantId, ended, Later, 9, Cancel));
        Assert.Equal(3, await Resends.CountGivenUpAsync(Some.MerchantId, ended, Later, 3, Cancel));
        Assert.Equal(0, await Resends.CountGivenUpAsync(Some.MerchantId, ended.AddMilliseconds(1), Later, 9, Cancel));
        Assert.Equal(0, await Resends.CountGivenUpAsync(stranger, ended, Later, 9, Cancel));
        var some = await Resends.ResendGivenUpAsync(Order, ended, ended, null, 3, Cancel);
        var rest = await Resends.ResendGivenUpAsync(Order, ended, ended, null, 3, Cancel);

        Assert.Equal([0, 0, 3, 2], new[] { early, late, some, rest }.Select(result => result.Resent));
        Assert.Equal(5, (await Outbox.TakeDueAsync(Later, Later.AddMinutes(1), 10, Cancel)).Count);
    }

    [Fact]
    public async Task Of_what_was_given_up_one_address_can_be_chosen()
    {
        var opened = await OpenedForMerchantAsync(Address, Address + "/2");
        await EndAllAsync(NotificationState.GivenUp);

        var elsewhere = await Resends.ResendGivenUpAsync(Order, Now, Later, "http://elsewhere", 9, Cancel);
        var second = await Resends.ResendGivenUpAsync(Order, Now, Later, Address + "/2", 9, Cancel);

        Assert.Equal((0, 1), (elsewhere.Resent, second.Resent));
        var told = await Events.FindAsync(Some.MerchantId, new EventId(opened.Id, 1), Cancel);
        Assert.Equal(
            [NotificationState.GivenUp, NotificationState.Waiting], told!.Deliveries.Select(one => one.State));
    }

    [Fact]
    public async Task Of_many_who_wish_the_same_one_has_done_it()
    {
        await using var other = Books.SecondNode();
        var opened = await OpenedForMerchantAsync();
        await EndAllAsync(NotificationState.GivenUp);
        IResends[] nodes = [Resends, new Resends(other.Database, other.Group)];

        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(
            () => nodes[i % 2].ResendAsync(Order, new EventId(opened.Id, 1), null, Cancel), Cancel)));

        Assert.Equal(1, results.Sum(result => result.Resent));
        Assert.Equal(1, await Books.CountAsync("resends"));
    }

    private static Attempt NewAttempt(int number) => new()
    {
        Number = number,
        StartedAt = Now,
        Took = TimeSpan.FromSeconds(2),
        Result = DeliveryResult.TimedOut,
    };

    private async Task<Payment> OpenedForMerchantAsync(params string[] addresses)
    {
        Assert.True(await Merchants.AddAsync(Some.Merchant(), Now, Cancel));
        return await OpenedAsync(NewPayment(), addresses is [] ? [Address] : addresses);
    }

    private async Task EndAllAsync(NotificationState state)
    {
        foreach (var leased in await Outbox.TakeDueAsync(Now, Now.AddMinutes(1), 10, Cancel))
        {
            Assert.Equal(
                RecordResult.Written,
                await Outbox.RecordAsync(leased.Notification, NewAttempt(1), state, null, Cancel));
        }
    }
}

public sealed class SqliteResendsTests() : ResendsContract(DatabaseKind.Sqlite);

public sealed class PostgresResendsTests() : ResendsContract(DatabaseKind.Postgres);
