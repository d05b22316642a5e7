using System.Text.Json;
using Gerai.Client.Wire;

namespace Gerai.Client;

/// <summary>
/// What the gateway posts to your server when a payment changes. Verify it with <see cref="NotificationSignature"/>
/// before you believe it; the same one may come twice, and two may come out of order.
/// </summary>
/// <example>
/// <code>
/// if (!NotificationSignature.Verify(body, serverKey)) { return Results.Unauthorized(); }
/// var notification = PaymentNotification.Parse(body);
/// </code>
/// </example>
public sealed class PaymentNotification
{
    // Protocol 6.40: what the button of the dashboard sends; no status call knows it.
    private const string TestPrefix = "payment_notif_test_";

    private PaymentNotification(Transaction transaction, string? signatureKey)
    {
        Transaction = transaction;
        SignatureKey = signatureKey;
    }

    /// <summary>The payment as it was when this was sent.</summary>
    public Transaction Transaction { get; }

    /// <summary>The signature in the message (<c>signature_key</c>).</summary>
    public string? SignatureKey { get; }

    /// <summary>Sent by the dashboard's test button: answer 200 and do nothing else. No order of yours has its order
    /// id.</summary>
    public bool IsTest => Transaction.OrderId.StartsWith(TestPrefix, StringComparison.Ordinal);

    /// <summary>Reads a notification; fields it does not know are left alone.</summary>
    /// <param name="body">The body as it came, UTF-8. It is copied.</param>
    /// <returns>The notification.</returns>
    /// <exception cref="FormatException">It is no JSON object that tells of a payment.</exception>
    public static PaymentNotification Parse(ReadOnlySpan<byte> body)
    {
        var json = body.ToArray();
        try
        {
            var message = JsonSerializer.Deserialize(json, ClientJson.Default.MessageBody);
            if (message?.ToTransaction(json) is { } transaction)
            {
                return new PaymentNotification(transaction, message.SignatureKey);
            }
        }
        catch (JsonException broken)
        {
            throw new FormatException("The notification is no JSON object.", broken);
        }

        throw new FormatException("The notification names no transaction id, order id or whole amount.");
    }

    /// <summary>Order, status and amount, for a log.</summary>
    /// <returns>Such as <c>order-101 settlement Rp44000</c>.</returns>
    public override string ToString() => Transaction.ToString();
}
