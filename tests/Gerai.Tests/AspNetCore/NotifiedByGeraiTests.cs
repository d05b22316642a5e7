using Gerai.AspNetCore;
using Gerai.Client;
using Gerai.Stores;
using Gerai.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Gerai.Tests.AspNetCore;

/// <summary>A shop and a real gateway that notifies it, or does not.</summary>
public sealed class NotifiedByGeraiTests : IAsyncLifetime
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private TestDatabase database = null!;
    private TestGateway gateway = null!;

    public async ValueTask InitializeAsync()
    {
        database = await TestDatabase.EmptyAsync(GatewayBooks.Kind);
        gateway = await TestGateway.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await gateway.DisposeAsync();
        await database.DisposeAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_payment_from_its_code_to_its_reversal_is_told_state_by_state(bool asks)
    {
        await using var shop = await StartAsync(options =>
        {
            options.AskStatusBeforeBelieving = asks;
            options.WebhookSecrets.Add(gateway.Merchant.WebhookSecrets[0].Text);
        });
        var charged = await gateway.ChargeAsync(
            Some.ChargeBody(StoreChain.Indomaret), ("X-Override-Notification", shop.NotifyUrl.AbsoluteUri));
        var terminal = gateway.Terminal(StoreChain.Indomaret);

        Assert.Equal("pending", (await shop.NextAsync()).StatusText);
        await terminal.PayAsync(charged["payment_code"], 44_000, "reference-1");
        Assert.Equal("settlement", (await shop.NextAsync()).StatusText);
        await terminal.ReverseAsync(charged["payment_code"], "reference-1");
        Assert.Equal(TransactionStatus.Denied, (await shop.NextAsync()).Status);

        await shop.BecomesAsync(InboxState.Handled, "deny", charged["transaction_id"]);
        Assert.False(shop.HasMore);
    }

    // The signature of a pending notification is good for every status with the code 201.
    [Fact]
    public async Task A_forged_status_is_refused_when_the_gateway_does_not_confirm_it_and_the_true_one_still_comes()
    {
        await using var shop = await StartAsync(options => options.AskStatusBeforeBelieving = true);
        var charged = await gateway.ChargeAsync(Some.ChargeBody());
        var transaction = charged["transaction_id"];
        var pending = (await gateway.Shop.NextAsync("pending")).Text;
        await shop.PostedAsync(pending.Replace("\"pending\"", "\"settlement\"", StringComparison.Ordinal));
        await shop.BecomesAsync(InboxState.Refused, "settlement", transaction);
        await shop.PostedAsync(NotifiedShop.Body("settlement", "t-unknown", key: gateway.Merchant.ServerKey.Text));
        await shop.BecomesAsync(InboxState.Refused, "settlement", "t-unknown");

        await gateway.Terminal(StoreChain.Alfamart).PayAsync(charged["payment_code"], 44_000, "reference-1");
        await shop.PostedAsync((await gateway.Shop.NextAsync("settlement")).Text);
        await shop.BecomesAsync(InboxState.Handled, "settlement", transaction);

        // What the gateway said when it was asked was handed over too, and no more.
        Assert.Equal("pending", (await shop.NextAsync()).StatusText);
        Assert.Equal("settlement", (await shop.NextAsync()).StatusText);
        Assert.False(shop.HasMore);
    }

    [Fact]
    public async Task A_notification_waits_while_the_gateway_cannot_be_asked()
    {
        await using var shop = await StartAsync(options =>
        {
            options.AskStatusBeforeBelieving = true;
            options.HandlerAttemptsMax = 1;
        });
        var charged = await gateway.ChargeAsync(Some.ChargeBody());
        var transaction = charged["transaction_id"];
        var pending = (await gateway.Shop.NextAsync("pending")).Text;
        var client = (Reachable)shop.Services.GetRequiredService<IGeraiClient>();
        client.IsDown = true;

        await shop.PostedAsync(pending);
        await shop.UntilAsync(one => one.Error is "NoAnswer", "pending", transaction);
        client.IsDown = false;
        gateway.Clock.Advance(Minute);

        // Whatever comes wakes a worker that had looked at the clock just before.
        await shop.PostedAsync(NotifiedShop.Body("pending", "t-2", key: gateway.Merchant.ServerKey.Text));
        await shop.BecomesAsync(InboxState.Handled, "pending", transaction);
    }

    // Protocol 10.11: paid, but the notification never came.
    [Fact]
    public async Task A_payment_whose_notification_never_came_is_asked_for_and_told_once()
    {
        await using var shop = await StartAsync();
        var client = shop.Services.GetRequiredService<IGeraiClient>();
        var payment = await client.ChargeAsync(new AlfamartCharge("order-101", 44_000));
        await shop.Inbox.ExpectAsync(payment);
        await gateway.Terminal(StoreChain.Alfamart).PayAsync(payment.PaymentCode!, 44_000, "reference-1");

        await AskedAsync(shop, "settlement", payment.TransactionId);
        await shop.BecomesAsync(InboxState.Handled, "settlement", payment.TransactionId);
        await shop.PostedAsync((await gateway.Shop.NextAsync("settlement")).Text);

        Assert.Equal("settlement", (await shop.NextAsync()).StatusText);
        Assert.False(shop.HasMore);
        Assert.True(Assert.Single(await shop.Inbox.FindAsync(payment.TransactionId)).WasAskedFor);
        Assert.Equal(0, await database.CountAsync("gerai_inbox_expected"));
    }

    [Fact]
    public async Task A_payment_that_expired_unheard_is_asked_for_some_minutes_later()
    {
        await using var shop = await StartAsync(options => options.AskEvery = TimeSpan.FromDays(1));
        var client = shop.Services.GetRequiredService<IGeraiClient>();
        var payment = await client.ChargeAsync(
            new AlfamartCharge("order-101", 44_000) { ExpiresIn = TimeSpan.FromHours(2) });
        await shop.Inbox.ExpectAsync(payment);

        Assert.Equal(
            [Some.Morning.AddMinutes(125).ToUnixTimeMilliseconds()],
            await database.ReadAsync<long>("select ask_at_ms from gerai_inbox_expected"));
        await AskedAsync(shop, "expire", payment.TransactionId);
        await shop.BecomesAsync(InboxState.Handled, "expire", payment.TransactionId);
    }

    [Fact]
    public async Task A_payment_that_is_told_in_time_is_not_asked_for()
    {
        await using var shop = await StartAsync();
        await shop.Inbox.ExpectAsync("order-101", "t-1", Some.Morning.AddDays(1));

        await shop.PostedAsync(NotifiedShop.Body("settlement", key: gateway.Merchant.ServerKey.Text));

        Assert.Equal(0, await database.CountAsync("gerai_inbox_expected"));
    }

    [Fact]
    public async Task A_payment_the_gateway_never_tells_of_is_given_up()
    {
        await using var shop = await StartAsync(options => options.AskUntil = TimeSpan.FromHours(1));
        await shop.Inbox.ExpectAsync("order-101", "t-unknown", Some.Morning.AddMinutes(1));

        await Look.UntilAsync(
            async () => await database.CountAsync("gerai_inbox_expected") == 0, () => gateway.Clock.Advance(Minute));

        Assert.Empty(await shop.Inbox.FindAsync("t-unknown"));
        Assert.True(gateway.Clock.GetUtcNow() > Some.Morning.AddHours(1));
    }

    // The clock stands again as soon as the answer is in the inbox: while a handler runs, minutes turned on a slow
    // machine would be hours of its lease, and another loop would rightly take the payment up.
    private static Task AskedAsync(NotifiedShop shop, string status, string transaction) =>
        shop.UntilAsync(_ => true, status, transaction, Minute);

    // The turning of the clock is no time limit of a call.
    private Task<NotifiedShop> StartAsync(Action<PaymentNotificationOptions>? configure = null) =>
        NotifiedShop.StartAsync(
            database.ConnectionString,
            gateway.Clock,
            gateway,
            configure,
            builder => builder.Services.AddSingleton<IGeraiClient>(new Reachable(new GeraiClient(
                new GeraiClientOptions
                {
                    Target = GeraiTarget.At(gateway.Address),
                    ServerKey = gateway.Merchant.ServerKey.Text,
                }))));

    /// <summary>A client whose connection a test can cut.</summary>
    private sealed class Reachable(GeraiClient client) : IGeraiClient, IDisposable
    {
        public bool IsDown { get; set; }

        public Task<Transaction> ChargeAsync(ChargeRequest charge, CancellationToken cancellationToken = default) =>
            client.ChargeAsync(charge, cancellationToken);

        public Task<Transaction> GetStatusAsync(string id, CancellationToken cancellationToken = default) => IsDown
            ? throw new GeraiException { Error = GeraiError.NoAnswer }
            : client.GetStatusAsync(id, cancellationToken);

        public Task<Transaction> CancelAsync(string id, CancellationToken cancellationToken = default) =>
            client.CancelAsync(id, cancellationToken);

        public Task<Transaction> ExpireAsync(string id, CancellationToken cancellationToken = default) =>
            client.ExpireAsync(id, cancellationToken);

        public void Dispose() => client.Dispose();
    }
}
