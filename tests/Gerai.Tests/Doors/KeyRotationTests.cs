using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Gerai.Merchants;
using Gerai.Payments;
using Gerai.Tests.Support;
using Gerai.Wire;

namespace Gerai.Tests.Doors;

/// <summary>
/// New keys while the old ones are in use: what opens the door, what signs, and when the old ones end.
/// </summary>
public sealed class KeyRotationTests
{
    private static readonly TimeSpan Overlap = TimeSpan.FromHours(24);

    // Of found merchants a node remembers for a second what it has read.
    private static readonly TimeSpan Remembered = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Both_server_keys_open_the_door_and_sign_their_own_answers_until_the_old_one_ends()
    {
        await using var gateway = await TestGateway.StartAsync(TestGateway.WithoutSweeper);
        await gateway.ChargedCodeAsync();
        var (old, next) = (gateway.Merchant.ServerKey, await RotatedKeyAsync(gateway));

        foreach (var key in new[] { old, next })
        {
            var status = await StatusAsync(gateway, key);
            Assert.Equal(Signature.Of("order-101", "201", "44000.00", key.Text), status["signature_key"]);
        }

        gateway.Clock.Advance(Overlap - Remembered);
        Assert.Equal(200, (await StatusAsync(gateway, old)).Http);

        gateway.Clock.Advance(Remembered);
        Assert.Equal("401", (await StatusAsync(gateway, old))["status_code"]);
        Assert.NotEqual("401", (await StatusAsync(gateway, next))["status_code"]);
    }

    [Fact]
    public async Task Without_an_overlap_the_old_key_is_401_at_once()
    {
        await using var gateway = await TestGateway.StartAsync();
        Assert.Equal("404", (await StatusAsync(gateway, gateway.Merchant.ServerKey))["status_code"]);

        var next = await gateway.App.Merchants.RotateServerKeyAsync(
            gateway.Merchant.Id, TimeSpan.Zero, SomePeople.Operator, default);

        Assert.Equal("401", (await StatusAsync(gateway, gateway.Merchant.ServerKey))["status_code"]);
        Assert.Equal("404", (await StatusAsync(gateway, next.ServerKey))["status_code"]);
    }

    // Protocol 6.20: the newest key signs, also what an older one has charged.
    [Fact]
    public async Task Notifications_are_signed_with_the_newest_key_at_once()
    {
        await using var gateway = await TestGateway.StartAsync();
        var next = await RotatedKeyAsync(gateway);

        await gateway.ChargedCodeAsync();

        var told = await gateway.Shop.NextAsync("pending");
        Assert.Equal(Signature.Of("order-101", "201", "44000.00", next.Text), told["signature_key"]);
    }

    [Fact]
    public async Task A_notification_says_which_event_it_tells_when_that_was_and_which_attempt_it_is()
    {
        await using var gateway = await TestGateway.StartAsync(TestGateway.WithoutSweeper);
        gateway.Shop.Answers = _ => Task.FromResult(503);
        await gateway.ChargedCodeAsync();
        var first = await gateway.Shop.NextAsync();
        await gateway.WaitForAttemptsAsync(1);
        gateway.Clock.Advance(TimeSpan.FromMinutes(2));

        // The dispatcher may have read the clock before it was turned, and would then look in a second of its time.
        gateway.Service<OutboxSignal>().Raise();
        var second = await gateway.Shop.NextAsync();

        Assert.Equal(first["transaction_id"] + ".1", first.Headers["webhook-id"]);
        Assert.Equal(first.Headers["webhook-id"], second.Headers["webhook-id"]);
        Assert.Equal(("1", "2"), (first.Headers["X-Gerai-Attempt"], second.Headers["X-Gerai-Attempt"]));
        Assert.Equal("2026-01-15T10:00:00+07:00", first.Headers["X-Gerai-Event-Time"]);
        Assert.Equal(first.Headers["X-Gerai-Event-Time"], second.Headers["X-Gerai-Event-Time"]);
        Assert.Equal(Seconds(Some.Morning), first.Headers["webhook-timestamp"]);
        Assert.Equal(Seconds(Some.Morning.AddMinutes(2)), second.Headers["webhook-timestamp"]);
        Assert.Equal(first.Text, second.Text);
        AssertSigned(first, gateway.Merchant.WebhookSecrets[0]);
        AssertSigned(second, gateway.Merchant.WebhookSecrets[0]);
    }

    [Fact]
    public async Task The_next_state_is_another_event()
    {
        await using var gateway = await TestGateway.StartAsync(TestGateway.WithoutSweeper);
        await gateway.ChargedCodeAsync();
        var pending = await gateway.Shop.NextAsync("pending");
        gateway.Clock.Advance(TimeSpan.FromSeconds(90));
        await gateway.PostAsync("/v2/order-101/cancel");
        var cancelled = await gateway.Shop.NextAsync("cancel");

        Assert.Equal(pending["transaction_id"] + ".2", cancelled.Headers["webhook-id"]);
        Assert.Equal("2026-01-15T10:01:30+07:00", cancelled.Headers["X-Gerai-Event-Time"]);
    }

    [Fact]
    public async Task Both_webhook_secrets_sign_while_they_overlap_and_then_only_the_newest()
    {
        await using var gateway = await TestGateway.StartAsync(TestGateway.WithoutSweeper);
        var old = gateway.Merchant.WebhookSecrets[0];
        var merchant = await gateway.App.Merchants.RotateWebhookSecretAsync(
            gateway.Merchant.Id, Overlap, SomePeople.Operator, default);
        var next = merchant.WebhookSecrets[0];
        Assert.NotEqual(old.Text, next.Text);

        await gateway.ChargedCodeAsync();
        AssertSigned(await gateway.Shop.NextAsync(), next, old);
        await gateway.WaitForAttemptsAsync(1);

        gateway.Clock.Advance(Overlap);
        await gateway.ChargedCodeAsync(order: "order-102");
        AssertSigned(await gateway.Shop.NextAsync("pending"), next);
    }

    [Fact]
    public async Task A_rotation_by_another_process_is_followed()
    {
        await using var gateway = await TestGateway.StartAsync();
        Assert.Equal("404", (await StatusAsync(gateway, gateway.Merchant.ServerKey))["status_code"]);
        var next = new ServerKey("SB-Mid-server-from-another-node");
        var now = gateway.Clock.GetUtcNow();
        await gateway.Service<IMerchantRepository>().RotateServerKeyAsync(
            gateway.Merchant.Id, next, SomePeople.Operator, now, now, default);

        gateway.Clock.Advance(Remembered);

        Assert.Equal("401", (await StatusAsync(gateway, gateway.Merchant.ServerKey))["status_code"]);
        Assert.Equal("404", (await StatusAsync(gateway, next))["status_code"]);
    }

    private static async Task<ServerKey> RotatedKeyAsync(TestGateway gateway) =>
        (await gateway.App.Merchants.RotateServerKeyAsync(
            gateway.Merchant.Id, Overlap, SomePeople.Operator, default)).ServerKey;

    private static Task<Answer> StatusAsync(TestGateway gateway, ServerKey key) =>
        gateway.SendAsAsync(key.Text, HttpMethod.Get, "/v2/order-101/status", null);

    // As a shop checks it, with nothing of ours.
    private static void AssertSigned(ReceivedNotification told, params WebhookSecret[] secrets)
    {
        var signed = Encoding.UTF8.GetBytes(
            $"{told.Headers["webhook-id"]}.{told.Headers["webhook-timestamp"]}.{told.Text}");
        Assert.Equal(
            secrets.Select(secret => "v1," + Convert.ToBase64String(HMACSHA256.HashData(
                Convert.FromBase64String(secret.Text.Split("whsec_")[1]), signed))),
            told.Headers["webhook-signature"].Split(' '));
    }

    private static string Seconds(DateTimeOffset moment) =>
        moment.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
}
