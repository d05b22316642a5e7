using Gerai.AspNetCore;
using Gerai.Client;
using Gerai.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Gerai.Tests.AspNetCore;

/// <summary>
/// Every snippet of the package's README stands here between two marks, compiled and run, letter for letter.
/// </summary>
public sealed class NotificationReadmeTests : IAsyncLifetime
{
    private readonly WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
    private TestDatabase database = null!;

    public async ValueTask InitializeAsync()
    {
        database = await TestDatabase.EmptyAsync(DatabaseKind.Sqlite);
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration["Gerai:ServerKey"] = Some.ServerKey;
        builder.Services.PostConfigure<PaymentNotificationOptions>(options =>
        {
            options.Database = database.ConnectionString;
            options.HandlerAttemptsMax = 1;
        });
    }

    public ValueTask DisposeAsync() => database.DisposeAsync();

    [Fact]
    public void The_snippets_of_the_README_are_those_that_run() =>
        Snippets.AreSame("src/Gerai.AspNetCore/README.md", "tests/Gerai.Tests/AspNetCore/NotificationReadmeTests.cs");

    [Fact]
    public async Task A_shop_is_told()
    {
        var orders = new Orders();

        // README
        builder.Services.AddGerai(builder.Configuration.GetSection("Gerai"));
        builder.Services.AddPaymentNotifications();

        var app = builder.Build();

        app.MapPaymentNotifications("/payments/notify", async (notification, cancel) =>
        {
            var payment = notification.Transaction;
            if (payment.IsPaid)
            {
                await orders.MarkPaidAsync(payment.OrderId, payment.Amount, cancel);
            }
            else if (payment.Status is TransactionStatus.Denied)
            {
                // Also after it was paid: Indomaret takes a payment back now and then, within minutes.
                await orders.MarkUnpaidAsync(payment.OrderId, cancel);
            }
        });
        // end

        await PostAsync(app, "settlement");
        Assert.Equal("order-101 paid Rp44000", await orders.MarkedAsync(1));
        await PostAsync(app, "deny");
        Assert.Equal("order-101 unpaid", await orders.MarkedAsync(2));

        await StopAsync(app);
        await app.DisposeAsync();
    }

    [Fact]
    public async Task A_service_that_fails_and_is_tried_again()
    {
        builder.Services.AddGerai(builder.Configuration.GetSection("Gerai")).Services.AddPaymentNotifications();
        builder.Services.AddSingleton<Orders>();

        // README
        builder.Services.AddScoped<OrderUpdates>();
        // end

        await using var app = builder.Build();

        // README
        app.MapPaymentNotifications<OrderUpdates>("/payments/notify");
        // end

        await PostAsync(app, "settlement");
        var inbox = app.Services.GetRequiredService<IPaymentInbox>();
        await Look.UntilAsync(async () => (await inbox.GetParkedAsync()).Count > 0);

        // README
        foreach (var parked in await inbox.GetParkedAsync())
        {
            Console.WriteLine($"{parked.OrderId} {parked.StatusText}: {parked.Error}");
            await inbox.RetryAsync(parked.TransactionId, parked.StatusText);
        }
        // end

        Assert.Equal("order-101 paid Rp44000", await app.Services.GetRequiredService<Orders>().MarkedAsync(1));
        await StopAsync(app);
    }

    [Fact]
    public async Task A_transaction_of_the_shop()
    {
        var shopDatabase = database.ConnectionString;
        await database.ExecuteAsync("create table orders (id text, status text)");
        await database.ExecuteAsync("insert into orders values ('order-101', 'new')");
        builder.Services.AddGerai(builder.Configuration.GetSection("Gerai"));

        // README
        builder.Services.AddPaymentNotifications(options => options.OpenShopDatabase = async (_, cancel) =>
        {
            var connection = new SqliteConnection(shopDatabase);
            await connection.OpenAsync(cancel);
            return connection;
        });
        // end

        await using var app = builder.Build();

        // README
        app.MapPaymentNotifications("/payments/notify", async (notification, transaction, cancel) =>
        {
            await using var update = transaction.Connection!.CreateCommand();
            update.Transaction = transaction;
            update.CommandText = "update orders set status = $status where id = $id";
            update.Parameters.Add(new SqliteParameter("$status", notification.Transaction.StatusText));
            update.Parameters.Add(new SqliteParameter("$id", notification.Transaction.OrderId));
            await update.ExecuteNonQueryAsync(cancel);
        });
        // end

        await PostAsync(app, "settlement");
        await Look.UntilAsync(
            async () => (await database.ReadAsync<string>("select status from orders"))[0] == "settlement");
        await StopAsync(app);
    }

    [Fact]
    public async Task A_payment_is_expected()
    {
        await using var gateway = await TestGateway.StartAsync();
        await using var shop =
            await NotifiedShop.StartAsync(database.ConnectionString, new FakeTimeProvider(Some.Morning), gateway);
        var (gerai, inbox) = (shop.Services.GetRequiredService<IGeraiClient>(), shop.Inbox);

        // README
        var payment = await gerai.ChargeAsync(new IndomaretCharge("order-101", 44_000));
        await inbox.ExpectAsync(payment);
        // end

        Assert.Equal(1, await database.CountAsync("gerai_inbox_expected"));
    }

    [Fact]
    public async Task Settings()
    {
        var webhookSecret = Some.WebhookSecretText;

        // README
        builder.Services.AddPaymentNotifications(options =>
        {
            options.Database = "Data Source=/var/lib/shop/inbox.db"; // or Host=… for PostgreSQL
            options.WebhookSecrets.Add(webhookSecret); // Gerai's headers of Standard Webhooks, which cover every byte
            options.AskStatusBeforeBelieving = true; // for Midtrans, whose signature does not cover the status
        });
        // end

        await using var app = builder.Build();
        var settings = app.Services.GetRequiredService<IOptions<PaymentNotificationOptions>>().Value;
        Assert.True(settings.AskStatusBeforeBelieving);
    }

    // To dispose of it is not to wait for it: the inbox would still write while its folder is removed.
    private static Task StopAsync(WebApplication app) => app.StopAsync();

    private static async Task PostAsync(WebApplication app, string status)
    {
        if (app.Lifetime.ApplicationStarted is { IsCancellationRequested: false })
        {
            await app.StartAsync();
        }

        using var http = new HttpClient();
        using var content = new StringContent(NotifiedShop.Body(status));
        using var answer = await http.PostAsync(new Uri(new Uri(app.Urls.First()), "/payments/notify"), content);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>The orders of the shop in the README.</summary>
    private sealed class Orders
    {
        private readonly TaskCompletionSource<string>[] marks = [new(), new()];
        private int marksCount;

        public Task MarkPaidAsync(string order, long amount, CancellationToken cancel) =>
            MarkAsync($"{order} paid Rp{amount}");

        public Task MarkUnpaidAsync(string order, CancellationToken cancel) => MarkAsync($"{order} unpaid");

        public Task<string> MarkedAsync(int count) => marks[count - 1].Task.WaitAsync(TimeSpan.FromSeconds(30));

        private Task MarkAsync(string mark)
        {
            marks[marksCount++].SetResult(mark);
            return Task.CompletedTask;
        }
    }

    /// <summary>Fails the first time.</summary>
    private sealed class OrderUpdates(Orders orders) : IPaymentNotificationHandler
    {
        private static int callsCount;

        public Task HandleAsync(PaymentNotification notification, CancellationToken cancellationToken) =>
            Interlocked.Increment(ref callsCount) == 1
                ? throw new InvalidOperationException("The first call fails.")
                : orders.MarkPaidAsync(
                    notification.Transaction.OrderId, notification.Transaction.Amount, cancellationToken);
    }
}
