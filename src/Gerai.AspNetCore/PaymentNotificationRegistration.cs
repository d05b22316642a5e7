using Gerai.AspNetCore;
using Gerai.AspNetCore.Inbox;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the inbox for payment notifications to an application.</summary>
public static class PaymentNotificationRegistration
{
    /// <summary>
    /// Adds the inbox that <c>app.MapPaymentNotifications(…)</c> fills, and what works it off. Needs
    /// <c>services.AddGerai(…)</c>, which knows the server key.
    /// </summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configure">Changes settings; they are checked when the application starts.</param>
    /// <returns>The services.</returns>
    /// <example>
    /// <code>
    /// builder.Services.AddGerai(builder.Configuration.GetSection("Gerai"));
    /// builder.Services.AddPaymentNotifications();
    /// </code>
    /// </example>
    public static IServiceCollection AddPaymentNotifications(
        this IServiceCollection services, Action<PaymentNotificationOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions<PaymentNotificationOptions>().Configure(configure ?? (_ => { })).ValidateOnStart();
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<PaymentNotificationOptions>, OptionsCheck>());
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<InboxMetrics>();
        services.TryAddSingleton<InboxDatabase>();
        services.TryAddSingleton<NotificationTable>();
        services.TryAddSingleton<TurnTable>();
        services.TryAddSingleton<ExpectedTable>();
        services.TryAddSingleton<InboxSignal>();
        services.TryAddSingleton<MappedHandler>();
        services.TryAddSingleton<Handling>();
        services.TryAddSingleton<NotificationReceiver>();
        services.TryAddSingleton<IPaymentInbox, PaymentInbox>();
        services.AddHostedService<InboxStart>();
        services.AddHostedService<InboxWorker>();
        services.AddHostedService<Reconciler>();
        return services;
    }
}
