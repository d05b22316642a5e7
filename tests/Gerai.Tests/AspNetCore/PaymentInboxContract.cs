using Gerai.AspNetCore;
using Gerai.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace Gerai.Tests.AspNetCore;

/// <summary>What a shop can rely on when a notification was answered 200, whichever database the inbox is in.</summary>
public abstract class PaymentInboxContract(DatabaseKind kind) : IAsyncLifetime
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly FakeTimeProvider clock = new(Some.Morning);
    private TestDatabase database = null!;

    public async ValueTask InitializeAsync() => database = await TestDatabase.EmptyAsync(kind);

    public async ValueTask DisposeAsync()
    {
        await database.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_notification_is_handed_over_and_its_repetition_is_not()
    {
        await using var shop = await StartAsync();

        await shop.PostedAsync(NotifiedShop.Body("settlement"));
        Assert.Equal("order-101 settlement Rp44000", (await shop.NextAsync()).ToString());
        await shop.BecomesAsync(InboxState.Handled);
        await shop.PostedAsync(NotifiedShop.Body("settlement"));
        await shop.PostedAsync(NotifiedShop.Body("deny"));

        Assert.Equal("deny", (await shop.NextAsync()).StatusText);
        Assert.False(shop.HasMore);
    }

    [Fact]
    public async Task The_same_notification_fifty_times_at_once_at_two_instances_has_exactly_one_winner()
    {
        await using var one = await StartAsync();
        await using var other = await StartAsync();
        var calls = 0;
        one.Handles = other.Handles = (_, _) =>
        {
            Interlocked.Increment(ref calls);
            return Task.CompletedTask;
        };

        await Task.WhenAll(Enumerable.Range(0, 50).Select(number =>
            (number % 2 == 0 ? one : other).PostedAsync(NotifiedShop.Body("settlement"))));
        await one.BecomesAsync(InboxState.Handled);

        // What is posted later is handled later: had there been a second call, it would be over.
        await other.PostedAsync(NotifiedShop.Body("deny"));
        await other.BecomesAsync(InboxState.Handled, "deny");
        Assert.Equal(2, calls);
        Assert.Equal(1, (await one.Inbox.FindAsync("t-1")).Single(entry => entry.StatusText == "settlement").Attempts);
    }

    // Many payments, two instances, all at once: each state of each once, and in order.
    [Fact]
    public async Task Two_instances_share_the_work_and_keep_each_payments_states_in_order()
    {
        await using var one = await StartAsync();
        await using var other = await StartAsync();
        var told = new List<string>();
        one.Handles = other.Handles = (notification, _) =>
        {
            lock (told)
            {
                told.Add($"{notification.Transaction.TransactionId} {notification.Transaction.StatusText}");
            }

            return Task.CompletedTask;
        };
        var payments = Enumerable.Range(0, 20).Select(number => $"t-{number}").ToList();

        await Task.WhenAll(payments.Select(async payment =>
        {
            await one.PostedAsync(NotifiedShop.Body("pending", payment));
            await Task.WhenAll(
                one.PostedAsync(NotifiedShop.Body("settlement", payment)),
                other.PostedAsync(NotifiedShop.Body("settlement", payment)));
            await other.PostedAsync(NotifiedShop.Body("deny", payment));
        }));

        foreach (var payment in payments)
        {
            await one.BecomesAsync(InboxState.Handled, "deny", payment);
            Assert.Equal(
                [$"{payment} pending", $"{payment} settlement", $"{payment} deny"],
                Copy(told).Where(line => line.StartsWith($"{payment} ", StringComparison.Ordinal)));
        }
    }

    // Protocol 6f.4.
    [Fact]
    public async Task A_late_pending_is_kept_and_not_handed_over()
    {
        await using var shop = await StartAsync();
        await shop.PostedAsync(NotifiedShop.Body("settlement"));
        await shop.BecomesAsync(InboxState.Handled);

        await shop.PostedAsync(NotifiedShop.Body("pending"));
        await shop.BecomesAsync(InboxState.Superseded, "pending");

        Assert.Equal("settlement", (await shop.NextAsync()).StatusText);
        Assert.False(shop.HasMore);
    }

    [Fact]
    public async Task A_handler_that_throws_is_called_again_later_and_its_later_states_wait()
    {
        await using var shop = await StartAsync();
        var fails = true;
        shop.Handles = (_, _) => fails ? throw new InvalidOperationException("Sari") : Task.CompletedTask;
        await shop.PostedAsync(NotifiedShop.Body("pending"));
        await shop.UntilAsync(one => one is { Attempts: 1, Error: not null }, "pending");
        await shop.PostedAsync(NotifiedShop.Body("settlement"));

        fails = false;
        await shop.UntilAsync(one => one.State is InboxState.Handled, turn: Second);

        Assert.Equal(["pending", "pending", "settlement"], await NextAsync(shop, 3));
        var entry = (await shop.Inbox.FindAsync("t-1"))[0];
        Assert.Equal((InboxState.Handled, 2), (entry.State, entry.Attempts));
    }

    [Fact]
    public async Task A_handler_that_always_throws_is_parked_by_the_type_of_its_error_until_somebody_retries()
    {
        await using var shop = await StartAsync(options => options.HandlerAttemptsMax = 3);
        shop.Handles = (_, _) => throw new InvalidOperationException("Sari");
        await shop.PostedAsync(NotifiedShop.Body("settlement"));
        await shop.UntilAsync(one => one.State is InboxState.Parked, turn: Second);

        var parked = Assert.Single(await shop.Inbox.GetParkedAsync());
        Assert.Equal(("order-101", 3), (parked.OrderId, parked.Attempts));
        Assert.Equal("System.InvalidOperationException", parked.Error);
        shop.Handles = (_, _) => Task.CompletedTask;
        Assert.False(await shop.Inbox.RetryAsync("t-1", "deny"));
        Assert.True(await shop.Inbox.RetryAsync("t-1", "settlement"));
        await shop.BecomesAsync(InboxState.Handled);

        Assert.Empty(await shop.Inbox.GetParkedAsync());
        Assert.Equal(4, (await NextAsync(shop, 4)).Count);
    }

    [Fact]
    public async Task A_parked_state_does_not_hold_up_the_next_and_is_not_told_after_it()
    {
        await using var shop = await StartAsync(options => options.HandlerAttemptsMax = 1);
        shop.Handles = (one, _) => one.Transaction.StatusText == "settlement"
            ? throw new InvalidOperationException()
            : Task.CompletedTask;
        await shop.PostedAsync(NotifiedShop.Body("settlement"));
        await shop.BecomesAsync(InboxState.Parked);
        await shop.PostedAsync(NotifiedShop.Body("deny"));
        await shop.BecomesAsync(InboxState.Handled, "deny");

        Assert.True(await shop.Inbox.RetryAsync("t-1", "settlement"));
        await shop.BecomesAsync(InboxState.Superseded);
    }

    [Fact]
    public async Task A_stop_in_the_middle_of_a_call_is_no_attempt_and_the_next_start_goes_on()
    {
        var shop = await StartAsync();
        shop.Handles = (_, cancel) => Task.Delay(Timeout.InfiniteTimeSpan, clock, cancel);
        await shop.PostedAsync(NotifiedShop.Body("settlement"));
        await shop.NextAsync();
        await shop.DisposeAsync();

        await using var again = await StartAsync();

        Assert.Equal("settlement", (await again.NextAsync()).StatusText);
        await again.BecomesAsync(InboxState.Handled);
        Assert.Equal(1, (await again.Inbox.FindAsync("t-1"))[0].Attempts);
    }

    // As after a kill: the lease is still there, and nobody gives it back.
    [Fact]
    public async Task A_payment_whose_process_does_not_come_back_is_taken_up_by_another_when_the_lease_ends()
    {
        await using var hung = await StartAsync(options =>
        {
            options.HandlersAtOnceMax = 1;
            options.HandlerTimeMax = TimeSpan.FromMinutes(1);
        });
        var returns = new TaskCompletionSource();
        hung.Handles = (_, _) => returns.Task;
        await hung.PostedAsync(NotifiedShop.Body("settlement"));
        await hung.NextAsync();

        await using var other = await StartAsync();
        Assert.False(other.HasMore);
        await other.UntilAsync(one => one.State is InboxState.Handled, turn: Second);

        // Who comes too late writes nothing any more.
        returns.SetResult();
        await other.PostedAsync(NotifiedShop.Body("deny"));
        await other.BecomesAsync(InboxState.Handled, "deny");
        Assert.Equal(2, (await other.Inbox.FindAsync("t-1"))[0].Attempts);
    }

    [Fact]
    public async Task What_is_old_is_forgotten_but_for_what_is_parked()
    {
        await using var shop = await StartAsync(options =>
        {
            options.HandlerAttemptsMax = 1;
            options.KeepFor = TimeSpan.FromDays(1);
        });
        shop.Handles = (one, _) => one.Transaction.TransactionId == "t-2"
            ? throw new InvalidOperationException()
            : Task.CompletedTask;
        await shop.PostedAsync(NotifiedShop.Body("settlement"));
        await shop.PostedAsync(NotifiedShop.Body("settlement", "t-2"));
        await shop.BecomesAsync(InboxState.Handled);
        await shop.BecomesAsync(InboxState.Parked, transaction: "t-2");

        clock.Advance(TimeSpan.FromDays(1));
        await Look.UntilAsync(
            async () => (await shop.Inbox.FindAsync("t-1")).Count == 0,
            () => clock.Advance(TimeSpan.FromMinutes(1)));

        Assert.Single(await shop.Inbox.GetParkedAsync());
    }

    private Task<NotifiedShop> StartAsync(Action<PaymentNotificationOptions>? configure = null) =>
        NotifiedShop.StartAsync(database.ConnectionString, clock, configure: configure);

    private static List<string> Copy(List<string> told)
    {
        lock (told)
        {
            return [.. told];
        }
    }

    private static async Task<List<string>> NextAsync(NotifiedShop shop, int count)
    {
        var statuses = new List<string>();
        while (statuses.Count < count)
        {
            statuses.Add((await shop.NextAsync()).StatusText);
        }

        Assert.False(shop.HasMore);
        return statuses;
    }
}

public sealed class SqlitePaymentInboxTests() : PaymentInboxContract(DatabaseKind.Sqlite);

public sealed class PostgresPaymentInboxTests() : PaymentInboxContract(DatabaseKind.Postgres);
