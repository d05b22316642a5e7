using Gerai.Notifications;
using Gerai.Payments;
using Gerai.Tests.Support;

namespace Gerai.Tests.Storage;

/// <summary>What <see cref="IOutbox"/> promises.</summary>
public abstract class OutboxContract(DatabaseKind kind) : StorageContract(kind)
{
    private const string Address = "http://127.0.0.1:9/notify?a='b'";

    private static readonly DateTimeOffset LeaseEnd = Now.AddSeconds(30);

    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);

    [Fact]
    public async Task A_notification_is_taken_with_the_payment_as_it_was_and_the_merchant_as_it_is()
    {
        var opened = await OpenedForMerchantAsync();
        var changed = Some.Merchant() with { Name = "Another name" };
        Assert.True(await Merchants.UpdateAsync(changed, Cancel));
        await SavedAsync(opened, Pay(opened));

        var leased = Assert.Single(await Outbox.TakeDueAsync(Now, LeaseEnd, 10, Cancel));
        Assert.Equal(
            new Notification
            {
                Id = opened.Id,
                Version = 1,
                Address = Address,
                Endpoint = Endpoint.Of(opened.Merchant, Address),
                Attempts = 0,
                DueAt = LeaseEnd,
            },
            leased.Notification);
        Assert.Equivalent(opened, leased.Payment, strict: true);
        Assert.Equal(opened.OpenedAt, leased.EventAt);
        Assert.Equivalent(changed, leased.Merchant, strict: true);
    }

    [Fact]
    public async Task Rows_are_taken_from_their_due_moment_on_the_longest_waiting_first()
    {
        await Merchants.AddAsync(Some.Merchant(), Now, Cancel);
        foreach (var (order, seconds) in new[] { ("third", 3), ("first", 1), ("second", 2) })
        {
            await OpenedAsync(NewPayment(order, Now.AddSeconds(seconds)), Address);
        }

        Assert.Equal(Now.AddSeconds(1), await Outbox.NextDueAsync(Cancel));
        Assert.Empty(await Outbox.TakeDueAsync(Now.AddSeconds(1) - Moment, LeaseEnd, 10, Cancel));
        Assert.Equal(["first", "second"], await TakenOrdersAsync(Now.AddSeconds(9), LeaseEnd, 2));
        Assert.Equal(Now.AddSeconds(3), await Outbox.NextDueAsync(Cancel));
        Assert.Equal(["third"], await TakenOrdersAsync(Now.AddSeconds(9), LeaseEnd + Moment, 2));
        Assert.Equal(LeaseEnd, await Outbox.NextDueAsync(Cancel));
    }

    [Fact]
    public async Task A_leased_row_is_nobody_elses_until_the_lease_lapses()
    {
        await OpenedForMerchantAsync();
        Assert.Single(await Outbox.TakeDueAsync(Now, LeaseEnd, 10, Cancel));

        Assert.Empty(await Outbox.TakeDueAsync(LeaseEnd - Moment, LeaseEnd.AddSeconds(30), 10, Cancel));
        var again = Assert.Single(await Outbox.TakeDueAsync(LeaseEnd, LeaseEnd.AddSeconds(30), 10, Cancel));
        Assert.Equal(0, again.Notification.Attempts);
    }

    [Fact]
    public async Task Of_many_takers_each_row_goes_to_one()
    {
        await using var other = Books.SecondNode();
        await Merchants.AddAsync(Some.Merchant(), Now, Cancel);
        for (var i = 0; i < 20; i++)
        {
            await OpenedAsync(NewPayment($"order-{i}"), Address, Address + "/2");
        }

        IOutbox[] nodes = [Outbox, OutboxOf(other)];
        var taken = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(
            () => nodes[i % 2].TakeDueAsync(Now, LeaseEnd, 100, Cancel), Cancel)));

        var rows = taken
            .SelectMany(rows => rows)
            .Select(row => (row.Notification.Id, row.Notification.Address))
            .ToList();
        Assert.Equal(40, rows.Count);
        Assert.Equal(40, rows.Distinct().Count());
    }

    [Fact]
    public async Task What_is_delivered_or_given_up_is_over()
    {
        await OpenedForMerchantAsync(Address, Address + "/2");
        var leased = await Outbox.TakeDueAsync(Now, LeaseEnd, 10, Cancel);
        Assert.Equal(RecordResult.Written, await Outbox.RecordAsync(
            leased[0].Notification, Attempt(1), NotificationState.Delivered, null, Cancel));
        Assert.Equal(RecordResult.Written, await Outbox.RecordAsync(
            leased[1].Notification, Attempt(1), NotificationState.GivenUp, null, Cancel));

        Assert.Null(await Outbox.NextDueAsync(Cancel));
        Assert.Empty(await Outbox.TakeDueAsync(Now.AddYears(1), LeaseEnd.AddYears(1), 10, Cancel));
    }

    [Fact]
    public async Task A_failed_attempt_is_written_down_and_due_again_later()
    {
        await OpenedForMerchantAsync();
        var leased = Assert.Single(await Outbox.TakeDueAsync(Now, LeaseEnd, 10, Cancel)).Notification;
        var dueAgain = Now.AddMinutes(2);
        Assert.Equal(RecordResult.Written, await Outbox.RecordAsync(
            leased, Attempt(1, DeliveryResult.Refused, 503), NotificationState.Waiting, dueAgain, Cancel));

        Assert.Equal(dueAgain, await Outbox.NextDueAsync(Cancel));
        Assert.Empty(await Outbox.TakeDueAsync(dueAgain - Moment, LeaseEnd, 10, Cancel));
        var again = Assert.Single(
            await Outbox.TakeDueAsync(dueAgain, dueAgain.AddSeconds(30), 10, Cancel)).Notification;
        Assert.Equal(1, again.Attempts);
        Assert.Equal(RecordResult.Written, await Outbox.RecordAsync(
            again, Attempt(2, DeliveryResult.TimedOut), NotificationState.Waiting, dueAgain.AddMinutes(9), Cancel));
        Assert.Equal(
            [(1, "Refused", 503, 1500), (2, "TimedOut", null, 1500)],
            await Books.ReadAsync<(long, string, long?, long)>(
                "select number, result, http_status, took_ms from attempts order by number"));
    }

    [Fact]
    public async Task Who_lost_the_lease_writes_nothing()
    {
        await OpenedForMerchantAsync();
        var late = Assert.Single(await Outbox.TakeDueAsync(Now, LeaseEnd, 10, Cancel)).Notification;
        var leased = Assert.Single(
            await Outbox.TakeDueAsync(LeaseEnd, LeaseEnd.AddSeconds(30), 10, Cancel)).Notification;

        Assert.Equal(
            RecordResult.LeaseLost,
            await Outbox.RecordAsync(late, Attempt(1), NotificationState.Delivered, null, Cancel));
        Assert.Equal(0, await Books.CountAsync("attempts"));
        Assert.Equal(LeaseEnd.AddSeconds(30), await Outbox.NextDueAsync(Cancel));

        Assert.Equal(
            RecordResult.Written,
            await Outbox.RecordAsync(leased, Attempt(1), NotificationState.Delivered, null, Cancel));
        Assert.Equal(
            RecordResult.LeaseLost,
            await Outbox.RecordAsync(leased, Attempt(1), NotificationState.Delivered, null, Cancel));
        Assert.Equal(1, await Books.CountAsync("attempts"));
    }

    // Protocol 6.32.
    [Fact]
    public async Task A_newer_state_waits_while_the_first_attempt_of_an_older_one_is_open_and_not_longer()
    {
        var opened = await OpenedForMerchantAsync();
        await SavedAsync(opened, Pay(opened), Address);
        var later = Now.AddMinutes(10);

        var first = Assert.Single(await Outbox.TakeDueAsync(later, later.AddSeconds(30), 10, Cancel));
        Assert.Equal(1, first.Notification.Version);
        Assert.Empty(await Outbox.TakeDueAsync(later, later.AddSeconds(30), 10, Cancel));

        Assert.Equal(RecordResult.NewerReleased, await Outbox.RecordAsync(
            first.Notification,
            Attempt(1, DeliveryResult.TimedOut),
            NotificationState.Waiting,
            later.AddMinutes(2),
            Cancel));
        var second = Assert.Single(await Outbox.TakeDueAsync(later, later.AddSeconds(30), 10, Cancel));
        Assert.Equal(2, second.Notification.Version);
    }

    // Protocol 6.30.
    [Fact]
    public async Task Addresses_do_not_wait_for_each_other_and_neither_do_payments()
    {
        var opened = await OpenedForMerchantAsync(Address);
        await SavedAsync(opened, Pay(opened), Address, Address + "/2");
        await OpenedAsync(NewPayment("order-2"), Address);

        var leased = await Outbox.TakeDueAsync(Now.AddMinutes(10), Now.AddMinutes(11), 10, Cancel);
        Assert.Equal(
            [("order-101", 1, Address), ("order-101", 2, Address + "/2"), ("order-2", 1, Address)],
            leased.Select(row => (row.Payment.Order.Text, row.Payment.Version, row.Notification.Address)).Order());
    }

    [Fact]
    public async Task Without_waiting_rows_nothing_is_due()
    {
        Assert.Null(await Outbox.NextDueAsync(Cancel));
        Assert.Empty(await Outbox.TakeDueAsync(Now, LeaseEnd, 10, Cancel));
    }

    private static Attempt Attempt(
        int number, DeliveryResult result = DeliveryResult.Delivered, int? httpStatus = null) => new()
        {
            Number = number,
            StartedAt = Now,
            Took = TimeSpan.FromMilliseconds(1500),
            Result = result,
            HttpStatus = httpStatus,
        };

    private async Task<Payment> OpenedForMerchantAsync(params string[] addresses)
    {
        Assert.True(await Merchants.AddAsync(Some.Merchant(), Now, Cancel));
        return await OpenedAsync(NewPayment(), addresses is [] ? [Address] : addresses);
    }

    private async Task<IEnumerable<string>> TakenOrdersAsync(
        DateTimeOffset now, DateTimeOffset leaseEnd, int countMax) =>
        (await Outbox.TakeDueAsync(now, leaseEnd, countMax, Cancel)).Select(leased => leased.Payment.Order.Text);
}

public sealed class SqliteOutboxTests() : OutboxContract(DatabaseKind.Sqlite);

public sealed class PostgresOutboxTests() : OutboxContract(DatabaseKind.Postgres);
