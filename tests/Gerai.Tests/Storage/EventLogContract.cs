using Gerai.Notifications;
using Gerai.Payments;
using Gerai.Tests.Support;
using Gerai.Values;

namespace Gerai.Tests.Storage;

/// <summary>What <see cref="IEventLog"/> promises.</summary>
public abstract class EventLogContract(DatabaseKind kind) : StorageContract(kind)
{
    private const string Address = "http://127.0.0.1:9/a";

    private static readonly DateTimeOffset LeaseEnd = Now.AddHours(2);

    [Fact]
    public async Task Each_new_status_is_an_event_whether_or_not_somebody_is_told()
    {
        var first = await OpenedAsync(NewPayment("first"));
        await SavedAsync(first, Pay(first), Address);
        await OpenedAsync(NewPayment("second", Now.AddMinutes(1)), Address, Address + "/2");

        var events = await ListAsync();

        Assert.Equal(
            [("first", PaymentStatus.Pending, 0), ("second", PaymentStatus.Pending, 2),
                ("first", PaymentStatus.Settled, 1)],
            events.Select(one => (one.Order.Text, one.Status, one.Deliveries.Count)));
        Assert.Equal(new EventId(first.Id, 2), events[2].Id);
        Assert.Equal(first.OpenedAt.AddMinutes(7), events[2].At);
    }

    [Fact]
    public async Task A_change_that_is_nobodys_news_is_no_event()
    {
        var opened = await OpenedAsync(NewPayment());
        var late = opened.ExpiresAt.AddSeconds(-1);
        var prolonged = await SavedAsync(opened, new PaymentCommand.Inquire(late, Some.Grace));
        await SavedAsync(prolonged, new PaymentCommand.Cancel(late));

        Assert.Equal([1, 3], (await ListAsync()).Select(one => one.Id.Version));
        Assert.Null(await Events.FindAsync(Some.MerchantId, new EventId(opened.Id, 2), Cancel));
    }

    [Fact]
    public async Task Pages_follow_each_other_also_where_moments_are_equal()
    {
        foreach (var i in Enumerable.Range(0, 7))
        {
            await OpenedAsync(NewPayment($"order-{i}"));
        }

        var all = (await ListAsync()).Select(one => one.Id).ToList();
        var walked = new List<EventId>();
        EventCursor? after = new EventCursor(Now, null);
        while (await ListAsync(new EventFilter { After = after, CountMax = 3 }) is { Count: > 0 } page)
        {
            walked.AddRange(page.Select(one => one.Id));
            after = page[^1].Cursor;
        }

        Assert.Equal(7, all.Count);
        Assert.Equal(all, walked);
        Assert.Equal(all[^2..], (await ListAsync(new EventFilter { CountMax = 2 })).Select(one => one.Id));
        Assert.Equal(
            all[..2],
            (await Events.CursorsAsync(Some.MerchantId, new EventCursor(Now, null), 2, Cancel))
                .Select(place => place.Event!.Value));
        var later = new EventCursor(Now.AddTicks(10_000), null);
        Assert.Empty(await ListAsync(new EventFilter { After = later, CountMax = 9 }));
    }

    [Fact]
    public async Task Orders_and_states_can_be_asked_for()
    {
        await Merchants.AddAsync(Some.Merchant(), Now, Cancel);
        var first = await OpenedAsync(NewPayment("first"), Address);
        await SavedAsync(first, CancelIt(first), Address);
        await OpenedAsync(NewPayment("first", Now.AddMinutes(9)));
        await OpenedAsync(NewPayment("second"), Address);
        await EndAsync("second", NotificationState.GivenUp);

        var ofFirst = new EventFilter { Order = OrderId.Of("first"), CountMax = 9 };
        var givenUp = new EventFilter { State = NotificationState.GivenUp, CountMax = 9 };
        Assert.Equal(3, (await ListAsync(ofFirst)).Count);
        Assert.Equal(2, (await ListAsync(ofFirst with { State = NotificationState.Waiting })).Count);
        Assert.Equal("second", Assert.Single(await ListAsync(givenUp)).Order.Text);
        Assert.Equal(
            "second", Assert.Single(await ListAsync(givenUp with { After = new EventCursor(Now, null) })).Order.Text);
        Assert.Empty(await ListAsync(ofFirst with { State = NotificationState.GivenUp }));
    }

    [Fact]
    public async Task Foreign_events_are_as_good_as_none()
    {
        var opened = await OpenedAsync(NewPayment(), Address);
        var stranger = MerchantId.Of(GatewayEnvironment.Production, Some.MerchantId.Number);

        Assert.Empty(await Events.ListAsync(stranger, new EventFilter { CountMax = 9 }, Cancel));
        Assert.Empty(await Events.ListAsync(
            stranger, new EventFilter { Order = opened.Order, CountMax = 9 }, Cancel));
        Assert.Null(await Events.FindAsync(stranger, new EventId(opened.Id, 1), Cancel));
        Assert.NotNull(await Events.FindAsync(Some.MerchantId, new EventId(opened.Id, 1), Cancel));
    }

    [Fact]
    public async Task An_event_is_told_with_every_attempt_and_what_came_back()
    {
        await Merchants.AddAsync(Some.Merchant(), Now, Cancel);
        var opened = await OpenedAsync(NewPayment(), Address, Address + "/2");
        var first = NewAttempt(1) with
        {
            Result = DeliveryResult.RedirectNotFollowed,
            HttpStatus = 302,
            Answer = new AnswerSeen("/login", "120", "<html>é�"),
        };
        var second = NewAttempt(2) with { Result = DeliveryResult.TimedOut };
        var leased = await TakeAsync(Address);
        await Outbox.RecordAsync(leased, first, NotificationState.Waiting, Now, Cancel);
        await Outbox.RecordAsync(await TakeAsync(Address), second, NotificationState.GivenUp, null, Cancel);

        var found = await Events.FindAsync(Some.MerchantId, new EventId(opened.Id, 1), Cancel);

        Assert.Equal(2, found!.Deliveries.Count);
        var failed = found.Deliveries[0];
        Assert.Equal((Address, NotificationState.GivenUp, 2), (failed.Address, failed.State, failed.AttemptsMade));
        Assert.Null(failed.NextAttemptAt);
        Assert.Equal([first, second], failed.Attempts);
        Assert.Equal(NotificationState.Waiting, found.Deliveries[1].State);
        Assert.NotNull(found.Deliveries[1].NextAttemptAt);
        Assert.Empty(found.Deliveries[1].Attempts);
        var listed = Assert.Single(await ListAsync()).Deliveries[0];
        Assert.Equal(DeliveryResult.TimedOut, Assert.Single(listed.Attempts).Result);
    }

    private static Attempt NewAttempt(int number) => new()
    {
        Number = number,
        StartedAt = Now,
        Took = TimeSpan.FromMilliseconds(1500),
        Result = DeliveryResult.Refused,
        BodyHash = new string('a', 64),
    };

    private Task<IReadOnlyList<PaymentEvent>> ListAsync(EventFilter? filter = null) =>
        Events.ListAsync(Some.MerchantId, filter ?? new EventFilter { CountMax = 100 }, Cancel);

    private async Task EndAsync(string order, NotificationState state)
    {
        foreach (var leased in await Outbox.TakeDueAsync(Now, LeaseEnd, 10, Cancel))
        {
            if (leased.Payment.Order.Text == order)
            {
                Assert.Equal(
                    RecordResult.Written,
                    await Outbox.RecordAsync(leased.Notification, NewAttempt(1), state, null, Cancel));
            }
        }
    }

    private async Task<Notification> TakeAsync(string address) =>
        (await Outbox.TakeDueAsync(Now, LeaseEnd, 10, Cancel))
            .Select(leased => leased.Notification)
            .Single(notification => notification.Address == address);
}

public sealed class SqliteEventLogTests() : EventLogContract(DatabaseKind.Sqlite);

public sealed class PostgresEventLogTests() : EventLogContract(DatabaseKind.Postgres);
