using Gerai.Client;

namespace Gerai.AspNetCore;

/// <summary>
/// The durable inbox behind the notification endpoint: tell it of charged orders, look what came, and try parked ones
/// again.
/// </summary>
public interface IPaymentInbox
{
    /// <summary>
    /// Says that a payment was charged. When no notification tells how it ended, the status is asked for, and the
    /// answer goes to the handler the same way.
    /// </summary>
    /// <param name="orderId">The shop's number of the order.</param>
    /// <param name="transactionId">The gateway's id of the payment.</param>
    /// <param name="expiresAt">Until when the customer can pay.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>When it is stored.</returns>
    Task ExpectAsync(
        string orderId, string transactionId, DateTimeOffset expiresAt, CancellationToken cancellationToken = default);

    /// <summary>As above, from the answer to a charge.</summary>
    /// <param name="payment">What <see cref="IGeraiClient.ChargeAsync(ChargeRequest, CancellationToken)"/>
    /// returned.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>When it is stored.</returns>
    Task ExpectAsync(Transaction payment, CancellationToken cancellationToken = default);

    /// <summary>All that came for a payment, in the order of its states.</summary>
    /// <param name="transactionId">The gateway's id of the payment.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Empty when nothing came.</returns>
    Task<IReadOnlyList<InboxEntry>> FindAsync(string transactionId, CancellationToken cancellationToken = default);

    /// <summary>Notifications whose handler threw every time, oldest first, 1,000 at most.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Empty when all is well.</returns>
    Task<IReadOnlyList<InboxEntry>> GetParkedAsync(CancellationToken cancellationToken = default);

    /// <summary>Lets a parked notification wait anew, with all its attempts.</summary>
    /// <param name="transactionId">Of the parked entry.</param>
    /// <param name="statusText">Of the parked entry.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>False when none is parked there.</returns>
    Task<bool> RetryAsync(string transactionId, string statusText, CancellationToken cancellationToken = default);
}
