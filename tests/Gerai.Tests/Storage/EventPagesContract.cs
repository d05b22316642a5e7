using Gerai.Notifications;
using Gerai.Payments;
using Gerai.Storage;
using Gerai.Tests.Support;
using Gerai.Values;

namespace Gerai.Tests.Storage;

/// <summary>What <see cref="IEventPages"/> promises.</summary>
public abstract class EventPagesContract(DatabaseKind kind) : StorageContract(kind)
{
    private const string Address = "http://127.0.0.1:9/a";

    [Fact]
    public async Task Pages_go_back_in_time_without_gap_or_repeat_also_where_moments_are_equal()
    {
        foreach (var i in Enumerable.Range(0, 7))
        {
            await OpenedAsync(NewPayment($"order-{i}", Now.AddMinutes(i / 3)), Address);
        }

        var all = (await Events.ListAsync(Some.MerchantId, new EventFilter { CountMax = 100 }, Cancel))
            .Select(one => one.Id).Reverse().ToList();
        var walked = new List<EventId>();
        EventCursor? after = null;
        do
        {
            var page = await EventPages.PageAsync(Some.MerchantId, new EventSearch(), after, 3, Cancel);
            walked.AddRange(page.Events.Select(one => one.Id));
            Assert.Null(page.LookedUntil);
            after = page.Next;
        }
        while (after is not null);

        Assert.Equal(7, all.Count);
        Assert.Equal(all, walked);
    }

    [Fact]
    public async Task Orders_states_addresses_and_times_can_be_asked_for_together()
    {
        await Merchants.AddAsync(Some.Merchant(), Now, Cancel);
        var first = await OpenedAsync(NewPayment("first"), Address, Address + "/2");
        await SavedAsync(first, CancelIt(first), Address);
        await OpenedAsync(NewPayment("first", Now.AddHours(1)));
        await OpenedAsync(NewPayment("second", Now.AddHours(2)), Address);
        await Books.Group.WriteAsync(
            session => session.Execute(
                "update notifications set state = 'GivenUp' where address = @address", ("address", Address + "/2")),
            Cancel);

        Assert.Equal(["second 1", "first 1", "first 2", "first 1"], await FoundAsync(new EventSearch()));
        Assert.Equal(
            ["first 1", "first 2", "first 1"], await FoundAsync(new EventSearch { Order = OrderId.Of("first") }));
        Assert.Equal(["first 1"], await FoundAsync(new EventSearch { State = NotificationState.GivenUp }));
        Assert.Equal(
            ["second 1", "first 2", "first 1"], await FoundAsync(new EventSearch { Address = Address }));
        Assert.Equal(
            ["first 2", "first 1"],
            await FoundAsync(new EventSearch { Order = OrderId.Of("first"), State = NotificationState.Waiting }));
        Assert.Equal(
            ["first 1"],
            await FoundAsync(new EventSearch { From = Now.AddHours(1), Before = Now.AddHours(2) }));

        // Given up is one address and waiting the other: no notification is both.
        Assert.Empty(await FoundAsync(new EventSearch { Address = Address, State = NotificationState.GivenUp }));
    }

    [Fact]
    public async Task Another_merchants_events_are_as_good_as_none()
    {
        var opened = await OpenedAsync(NewPayment(), Address);
        var stranger = MerchantId.Of(GatewayEnvironment.Production, Some.MerchantId.Number);

        foreach (var search in new[] { new EventSearch(), new EventSearch { Order = opened.Order } })
        {
            Assert.Empty((await EventPages.PageAsync(stranger, search, null, 9, Cancel)).Events);
        }

        Assert.Null(await Events.GlanceAsync(stranger, new EventId(opened.Id, 1), Cancel));
    }

    [Fact]
    public async Task A_search_for_what_is_not_there_stops_and_goes_on_from_where_it_stopped()
    {
        const int Count = Gerai.Storage.EventPages.LookedMax + 1_000;
        await LongHistory.AddAsync(
            Books, Some.MerchantId, 0, Count - 1, Now.AddDays(-30), TimeSpan.FromSeconds(60));
        var search = new EventSearch { State = NotificationState.GivenUp };

        var page = await EventPages.PageAsync(Some.MerchantId, search, null, 20, Cancel);
        Assert.Empty(page.Events);
        Assert.Equal(page.Next!.Value.At, page.LookedUntil);

        while (page.Next is { } next)
        {
            page = await EventPages.PageAsync(Some.MerchantId, search, next, 20, Cancel);
        }

        Assert.Equal((0, null), (page.Events.Count, page.LookedUntil));
    }

    private async Task<IEnumerable<string>> FoundAsync(EventSearch search) =>
        (await EventPages.PageAsync(Some.MerchantId, search, null, 20, Cancel)).Events
            .Select(one => $"{one.Order.Text} {one.Id.Version}");
}

public sealed class SqliteEventPagesTests() : EventPagesContract(DatabaseKind.Sqlite);

public sealed class PostgresEventPagesTests() : EventPagesContract(DatabaseKind.Postgres);
