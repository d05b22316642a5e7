using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using Gerai.AspNetCore;
using Gerai.AspNetCore.Inbox;
using Gerai.Client;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps the address that a gateway notifies.</summary>
public static class PaymentNotificationEndpoint
{
    /// <summary>
    /// Takes notifications at an address: verifies them, answers 200 when they are safely stored, and then calls the
    /// handler, once for each state of a payment and in order.
    /// </summary>
    /// <remarks>
    /// Once means: when the handler has returned and that is written down, it is not called with the same again. If the
    /// process dies between the two, it is; so either make the handler safe to repeat, or take the overload with a
    /// <see cref="DbTransaction"/>. It is called outside of any request; for other services take the overload with
    /// <see cref="IPaymentNotificationHandler"/>. The address needs no sign-in and no antiforgery token, and takes POST
    /// only.
    /// </remarks>
    /// <param name="endpoints">The application.</param>
    /// <param name="pattern">The address, such as <c>/payments/notify</c>.</param>
    /// <param name="handler">Does what a shop does when a payment has changed. An exception means: again.</param>
    /// <returns>The endpoint, for metadata of your own.</returns>
    /// <example>
    /// <code>
    /// app.MapPaymentNotifications("/payments/notify", (notification, cancel) =>
    ///     orders.MarkAsync(notification.Transaction.OrderId, notification.Transaction.Status, cancel));
    /// </code>
    /// </example>
    public static IEndpointConventionBuilder MapPaymentNotifications(
        this IEndpointRouteBuilder endpoints,
        [StringSyntax("Route")] string pattern,
        Func<PaymentNotification, CancellationToken, Task> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return endpoints.MapOnce(pattern, mapped => mapped.Call = handler);
    }

    /// <summary>
    /// As above, and what the handler writes is committed together with the mark that it was called: truly once, also
    /// when the process dies. Keep the inbox in the shop's own database for that, with
    /// <see cref="PaymentNotificationOptions.OpenShopDatabase"/>.
    /// </summary>
    /// <remarks>
    /// Write through <see cref="DbTransaction.Connection"/> and leave commit and rollback to the inbox. In SQLite
    /// nobody else can write while the handler runs, so be quick, and do not call the inbox from there.
    /// </remarks>
    /// <param name="endpoints">The application.</param>
    /// <param name="pattern">The address, such as <c>/payments/notify</c>.</param>
    /// <param name="handler">Writes within the transaction. An exception rolls it back and means: again, later.</param>
    /// <returns>The endpoint, for metadata of your own.</returns>
    public static IEndpointConventionBuilder MapPaymentNotifications(
        this IEndpointRouteBuilder endpoints,
        [StringSyntax("Route")] string pattern,
        Func<PaymentNotification, DbTransaction, CancellationToken, Task> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return endpoints.MapOnce(pattern, mapped => mapped.CallInTransaction = handler);
    }

    /// <summary>As the first, with a handler from the application's services, made in a scope for each call.</summary>
    /// <typeparam name="THandler">A registered service.</typeparam>
    /// <param name="endpoints">The application.</param>
    /// <param name="pattern">The address, such as <c>/payments/notify</c>.</param>
    /// <returns>The endpoint, for metadata of your own.</returns>
    public static IEndpointConventionBuilder MapPaymentNotifications<THandler>(
        this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string pattern)
        where THandler : class, IPaymentNotificationHandler
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var scopes = endpoints.ServiceProvider.GetRequiredService<IServiceScopeFactory>();
        return endpoints.MapPaymentNotifications(pattern, async (notification, cancel) =>
        {
            await using var scope = scopes.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<THandler>().HandleAsync(notification, cancel);
        });
    }

    private static IEndpointConventionBuilder MapOnce(
        this IEndpointRouteBuilder endpoints, string pattern, Action<MappedHandler> map)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var services = endpoints.ServiceProvider;
        if (services.GetService<MappedHandler>() is not { } mapped || services.GetService<IGeraiClient>() is null)
        {
            throw new InvalidOperationException(
                "Call services.AddGerai(…) and services.AddPaymentNotifications() before MapPaymentNotifications.");
        }

        if (mapped.IsMapped)
        {
            throw new InvalidOperationException("An inbox has one handler: MapPaymentNotifications is called once.");
        }

        map(mapped);

        // All methods, so that a page for whatever has no other address does not answer GET in our place.
        return endpoints.Map(pattern, services.GetRequiredService<NotificationReceiver>().ReceiveAsync)
            .AllowAnonymous()
            .DisableAntiforgery()
            .WithMetadata(new ExcludeFromDescriptionAttribute())
            .WithDisplayName("Payment notifications");
    }
}
