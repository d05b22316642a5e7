using Gerai.Client;

namespace Gerai.AspNetCore;

/// <summary>
/// Does what a shop does when a payment has changed. Made anew for each call, in a scope of its own.
/// </summary>
/// <example>
/// <code>
/// builder.Services.AddScoped&lt;OrderUpdates&gt;();
/// app.MapPaymentNotifications&lt;OrderUpdates&gt;("/payments/notify");
/// </code>
/// </example>
public interface IPaymentNotificationHandler
{
    /// <summary>
    /// Called once for each state of a payment, in order. Returning means that it is done; an exception means that it
    /// is to be called again later.
    /// </summary>
    /// <param name="notification">What has changed; its signature was verified.</param>
    /// <param name="cancellationToken">Cancelled when the time for a call is over, or the application stops.</param>
    /// <returns>When it is done.</returns>
    Task HandleAsync(PaymentNotification notification, CancellationToken cancellationToken);
}
