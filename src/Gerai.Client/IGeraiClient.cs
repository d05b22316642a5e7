namespace Gerai.Client;

/// <summary>
/// Takes cash payments at store counters through a Core API: Gerai's, or Midtrans'. Small enough to fake in a test.
/// </summary>
/// <remarks>
/// Every call throws <see cref="GeraiException"/> when the gateway says no or does not answer, and
/// <see cref="OperationCanceledException"/> when it is cancelled. Failures that may pass (no connection, 429, 5xx) are
/// tried again by themselves.
/// </remarks>
public interface IGeraiClient
{
    /// <summary>
    /// Charges an order; the answer has the payment code to show the customer. Safe to repeat: all attempts of one
    /// call share an idempotency key, and when an attempt finds that an earlier one was booked although its answer got
    /// lost, the existing payment is returned.
    /// </summary>
    /// <param name="charge">The order.</param>
    /// <param name="cancellationToken">Gives up waiting. The gateway may have booked the charge all the same.</param>
    /// <returns>The payment, <see cref="TransactionStatus.Pending"/>.</returns>
    /// <exception cref="ArgumentException">The charge cannot be right: its items do not add up to its amount, or it is
    /// longer than 16,000 bytes. Nothing was sent.</exception>
    /// <exception cref="GeraiException">The gateway refused, or did not answer. With
    /// <see cref="GeraiError.OrderIdInUse"/> the order is pending or paid already: ask
    /// <see cref="GetStatusAsync(string, CancellationToken)"/>.</exception>
    Task<Transaction> ChargeAsync(ChargeRequest charge, CancellationToken cancellationToken = default);

    /// <summary>Asks where a payment stands.</summary>
    /// <param name="orderOrTransactionId">Your order id, or the gateway's transaction id.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The payment. An expired one is an answer, not an error.</returns>
    /// <exception cref="GeraiException"><see cref="GeraiError.NotFound"/>, or another refusal.</exception>
    Task<Transaction> GetStatusAsync(string orderOrTransactionId, CancellationToken cancellationToken = default);

    /// <summary>Calls a pending payment off, so that no counter takes money for it.</summary>
    /// <param name="orderOrTransactionId">Your order id, or the gateway's transaction id.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The payment, <see cref="TransactionStatus.Cancelled"/>.</returns>
    /// <exception cref="GeraiException"><see cref="GeraiError.CannotBeChanged"/> when it is not pending any more,
    /// <see cref="GeraiError.NotFound"/>, or another refusal.</exception>
    Task<Transaction> CancelAsync(string orderOrTransactionId, CancellationToken cancellationToken = default);

    /// <summary>Lets a pending payment expire now instead of later.</summary>
    /// <param name="orderOrTransactionId">Your order id, or the gateway's transaction id.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The payment, <see cref="TransactionStatus.Expired"/>.</returns>
    /// <exception cref="GeraiException"><see cref="GeraiError.CannotBeChanged"/> when it is not pending any more,
    /// <see cref="GeraiError.NotFound"/>, or another refusal.</exception>
    Task<Transaction> ExpireAsync(string orderOrTransactionId, CancellationToken cancellationToken = default);
}
