using System.Text;
using Gerai.Client;
using Gerai.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace Gerai.Tests.Sdk;

/// <summary>A shop believes what its gateway signed, and nothing else.</summary>
public sealed class NotificationSignatureTests
{
    private const string OtherKey = "SB-Mid-server-SOMEBODYELSE0000000000";

    public static TheoryData<string> Notifications { get; } =
        [.. Samples.Named("notifications/notification.*.json")
            .Where(name => !name.Contains(".http.", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Notifications))]
    public void Every_recorded_notification_verifies_and_reads(string name)
    {
        var body = Bytes(Samples.Text(name));

        Assert.True(NotificationSignature.Verify(body, Some.ServerKey));
        Assert.True(NotificationSignature.Verify(body, OtherKey, Some.ServerKey));
        Assert.False(NotificationSignature.Verify(body, OtherKey));

        var notification = PaymentNotification.Parse(body);
        Assert.Equal(Samples.Json(name).Text("transaction_status"), notification.Transaction.StatusText);
        Assert.NotEqual(TransactionStatus.Other, notification.Transaction.Status);
        Assert.Equal(Samples.Json(name).Text("signature_key"), notification.SignatureKey);
        Assert.Equal(name.EndsWith(".test.json", StringComparison.Ordinal), notification.IsTest);
    }

    // Protocol 6.17.
    [Fact]
    public void Every_documented_vector_comes_out()
    {
        var vectors = Samples.Json("core-api/signature-vectors.json").GetProperty("valid").EnumerateArray().ToList();
        Assert.NotEmpty(vectors);
        Assert.All(vectors, vector => Assert.Equal(
            vector.Text("signature_key"),
            NotificationSignature.Sign(
                vector.Text("order_id"),
                vector.Text("status_code"),
                vector.Text("gross_amount"),
                vector.Text("server_key"))));
    }

    [Theory]
    [InlineData("44000.00", "44000")]
    [InlineData("\"44000.00\"", "44000.00")]
    [InlineData("order-101", "order-102")]
    [InlineData("\"200\"", "\"201\"")]
    [InlineData("signature_key", "Signature_key")]
    [InlineData("}", "")]
    [InlineData("}", "} x")]
    [InlineData("\"signature_key\": \"", "\"signature_key\": \"0")]
    public void What_was_changed_on_the_way_does_not_verify(string part, string change)
    {
        var text = Samples.Text("notifications/notification.alfamart.settlement.json");
        Assert.Contains(part, text, StringComparison.Ordinal);

        Assert.False(NotificationSignature.Verify(
            Bytes(text.Replace(part, change, StringComparison.Ordinal)), Some.ServerKey));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("\"text\"")]
    [InlineData("""{"order_id":"\ud800","status_code":"1","gross_amount":"1","signature_key":"00"}""")]
    public void What_is_no_notification_does_not_verify_and_does_not_read(string text)
    {
        Assert.False(NotificationSignature.Verify(Bytes(text), Some.ServerKey));
        Assert.Throws<FormatException>(() => PaymentNotification.Parse(Bytes(text)));
    }

    [Fact]
    public void A_blank_key_verifies_nothing_that_anybody_could_have_signed()
    {
        var body = Bytes(Samples.Text("notifications/notification.alfamart.settlement.json"));

        Assert.Throws<ArgumentException>(() => NotificationSignature.Verify(body, ""));
        Assert.Throws<ArgumentException>(() => NotificationSignature.Verify(body, Some.ServerKey, " "));
        Assert.False(NotificationSignature.Verify(body));
    }

    // Whoever sends a field twice must not have one checked and the other believed.
    [Fact]
    public void Of_a_field_sent_twice_the_one_that_is_checked_is_the_one_that_is_read()
    {
        var text = Samples.Text("notifications/notification.alfamart.settlement.json").TrimStart()[1..];
        var first = Bytes("{\"order_id\":\"order-1\"," + text);
        var last = Bytes("{" + text.TrimEnd()[..^1] + ",\"order_id\":\"order-1\"}");

        Assert.True(NotificationSignature.Verify(first, Some.ServerKey));
        Assert.Equal("order-101", PaymentNotification.Parse(first).Transaction.OrderId);
        Assert.False(NotificationSignature.Verify(last, Some.ServerKey));
    }

    [Fact]
    public void Texts_with_escapes_are_the_texts_they_mean()
    {
        var body = Bytes(Samples.Text("notifications/notification.alfamart.settlement.json")
            .Replace("order-101", "order\\u002d101", StringComparison.Ordinal)
            .Replace("44000.00", "44000\\u002e00", StringComparison.Ordinal)
            .Replace("10:07:31", "10\\u003a07:31", StringComparison.Ordinal)
            .Replace("\"1a59f6", "\"\\u0031a59f6", StringComparison.Ordinal));

        var transaction = PaymentNotification.Parse(body).Transaction;

        Assert.True(NotificationSignature.Verify(body, Some.ServerKey));
        Assert.Equal(("order-101", 44_000), (transaction.OrderId, transaction.Amount));
        Assert.Equal(Some.Morning + new TimeSpan(0, 7, 31), transaction.SettledAt);
    }

    [Fact]
    public void Custom_fields_and_metadata_come_with_it()
    {
        var body = Bytes(Samples.Text("notifications/notification.alfamart.settlement.custom-fields.json"));

        var transaction = PaymentNotification.Parse(body).Transaction;

        Assert.NotNull(transaction.CustomField1);
        Assert.Contains("metadata", Encoding.UTF8.GetString(transaction.Json.Span), StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromHours(7), transaction.SettledAt!.Value.Offset);
    }

    [Fact]
    public void The_Standard_Webhooks_vectors_verify_while_they_are_fresh()
    {
        foreach (var vector in Samples.Json("notifications/webhook-signature-vectors.json")
            .GetProperty("vectors").EnumerateArray())
        {
            var sentAt = DateTimeOffset.FromUnixTimeSeconds(vector.GetProperty("webhook_timestamp").GetInt64());
            var body = Bytes(vector.Text("body"));
            bool Verifies(TimeSpan later, byte[] told) => WebhookSignature.Verify(
                vector.Text("webhook_id"),
                vector.GetProperty("webhook_timestamp").GetRawText(),
                vector.Text("webhook_signature"),
                told,
                vector.Texts("secrets"),
                new FakeTimeProvider(sentAt + later));

            Assert.True(Verifies(TimeSpan.Zero, body));
            Assert.True(Verifies(WebhookSignature.Tolerance, body));
            Assert.False(Verifies(WebhookSignature.Tolerance + TimeSpan.FromSeconds(1), body));
            Assert.False(Verifies(-WebhookSignature.Tolerance - TimeSpan.FromSeconds(1), body));
            Assert.False(Verifies(TimeSpan.Zero, [.. body, 32]));

            var first = vector.Texts("secrets").First();
            Assert.StartsWith(
                WebhookSignature.Sign(vector.Text("webhook_id"), sentAt, body, first),
                vector.Text("webhook_signature"),
                StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Without_its_headers_nothing_verifies_and_a_wrong_secret_is_the_shops_mistake()
    {
        Assert.False(WebhookSignature.Verify(null, null, null, [], [Some.WebhookSecretText]));
        Assert.False(WebhookSignature.Verify("id", "9223372036854775807", "v1,x", [], [Some.WebhookSecretText]));
        Assert.Throws<FormatException>(() => WebhookSignature.Verify("id", "1", "v1,x", [], ["secret"]));
    }

    // The gateway signs; the shop's client verifies. Neither shares code with the other.
    [Fact]
    public async Task What_our_gateway_sends_verifies_both_ways()
    {
        await using var gateway = await TestGateway.StartAsync();
        await gateway.ChargedCodeAsync();

        var received = await gateway.Shop.NextAsync();
        var body = Bytes(received.Text);

        Assert.True(NotificationSignature.Verify(body, gateway.Merchant.ServerKey.Text));
        Assert.True(WebhookSignature.Verify(
            received.Headers[WebhookSignature.IdHeader],
            received.Headers[WebhookSignature.TimestampHeader],
            received.Headers[WebhookSignature.SignatureHeader],
            body,
            gateway.Merchant.WebhookSecrets.Select(secret => secret.Text),
            gateway.Clock));
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
