using Gerai.Client;
using Microsoft.Extensions.Options;

namespace Gerai.AspNetCore.Inbox;

/// <summary>What a shop may ask of its inbox.</summary>
internal sealed class PaymentInbox(
    NotificationTable table,
    ExpectedTable expected,
    InboxSignal signal,
    IOptions<PaymentNotificationOptions> options,
    TimeProvider time) : IPaymentInbox
{
    public Task ExpectAsync(
        string orderId, string transactionId, DateTimeOffset expiresAt, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(orderId);
        ArgumentException.ThrowIfNullOrWhiteSpace(transactionId);
        var askAt = Reconciler.AskAt(time.GetUtcNow(), expiresAt, options.Value);
        return expected.AddAsync(new Expected(transactionId, orderId, expiresAt, askAt), cancellationToken);
    }

    public Task ExpectAsync(Transaction payment, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(payment);

        // Old gateways do not tell the expiry; then it is asked for as if it were now.
        var expiresAt = payment.ExpiresAt ?? time.GetUtcNow();
        return ExpectAsync(payment.OrderId, payment.TransactionId, expiresAt, cancellationToken);
    }

    public Task<IReadOnlyList<InboxEntry>> FindAsync(
        string transactionId, CancellationToken cancellationToken = default) =>
        table.FindAsync(transactionId, cancellationToken);

    public Task<IReadOnlyList<InboxEntry>> GetParkedAsync(CancellationToken cancellationToken = default) =>
        table.ParkedAsync(cancellationToken);

    public async Task<bool> RetryAsync(
        string transactionId, string statusText, CancellationToken cancellationToken = default)
    {
        var waits = await table.RetryAsync(transactionId, statusText, time.GetUtcNow(), cancellationToken);
        if (waits)
        {
            signal.Raise();
        }

        return waits;
    }
}
