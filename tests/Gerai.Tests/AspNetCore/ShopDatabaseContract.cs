using System.Data.Common;
using Dapper;
using Gerai.AspNetCore;
using Gerai.Client;
using Gerai.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Time.Testing;

namespace Gerai.Tests.AspNetCore;

/// <summary>The inbox in the shop's own database: the order's row and the mark are one transaction.</summary>
public abstract class ShopDatabaseContract(DatabaseKind kind) : IAsyncLifetime
{
    private readonly FakeTimeProvider clock = new(Some.Morning);
    private TestDatabase database = null!;

    public async ValueTask InitializeAsync()
    {
        database = await TestDatabase.EmptyAsync(kind);
        await database.ExecuteAsync("create table orders (status text not null)");
    }

    public async ValueTask DisposeAsync()
    {
        await database.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task What_a_handler_wrote_before_it_threw_is_rolled_back()
    {
        var fails = true;
        await using var shop = await StartAsync(async (notification, transaction, _) =>
        {
            await WriteAsync(notification, transaction);
            if (fails)
            {
                throw new InvalidOperationException();
            }
        });
        await shop.PostedAsync(NotifiedShop.Body("settlement"));
        await shop.UntilAsync(one => one.Attempts == 1 && one.Error is not null);
        Assert.Equal(0, await database.CountAsync("orders"));

        fails = false;
        await shop.UntilAsync(one => one.State is InboxState.Handled, turn: TimeSpan.FromSeconds(1));

        Assert.Equal(["settlement"], await database.ReadAsync<string>("select status from orders"));
    }

    // Truly once: the handler has written, and yet another instance was faster to commit.
    [Fact]
    public async Task Who_has_lost_the_lease_commits_nothing_of_the_order()
    {
        Assert.SkipWhen(kind is DatabaseKind.Sqlite, "SQLite lets nobody else write meanwhile, so nobody is faster.");
        var written = new TaskCompletionSource();
        var returns = new TaskCompletionSource();
        await using var slow = await StartAsync(
            async (notification, transaction, _) =>
            {
                await WriteAsync(notification, transaction);
                written.SetResult();
                await returns.Task;
            },
            options =>
            {
                options.HandlersAtOnceMax = 1;
                options.HandlerTimeMax = TimeSpan.FromMinutes(1);
            });
        await slow.PostedAsync(NotifiedShop.Body("settlement"));
        await written.Task;

        await using var other = await StartAsync((notification, transaction, _) =>
            WriteAsync(notification, transaction));
        await other.UntilAsync(one => one.State is InboxState.Handled, turn: TimeSpan.FromSeconds(1));
        returns.SetResult();
        await slow.DisposeAsync();

        Assert.Equal(1, await database.CountAsync("orders"));
    }

    private Task<NotifiedShop> StartAsync(
        Func<PaymentNotification, DbTransaction, CancellationToken, Task> handler,
        Action<PaymentNotificationOptions>? configure = null) => NotifiedShop.StartAsync(
            "",
            clock,
            configure: options =>
            {
                options.OpenShopDatabase = (_, cancel) => database.Database.OpenAsync(cancel);
                configure?.Invoke(options);
            },
            map: app => app.MapPaymentNotifications("/payments/notify", handler));

    private static Task<int> WriteAsync(PaymentNotification notification, DbTransaction transaction) =>
        transaction.Connection!.ExecuteAsync(
            "insert into orders (status) values (@StatusText)", notification.Transaction, transaction);
}

public sealed class SqliteShopDatabaseTests() : ShopDatabaseContract(DatabaseKind.Sqlite);

public sealed class PostgresShopDatabaseTests() : ShopDatabaseContract(DatabaseKind.Postgres);
