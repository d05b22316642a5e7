using Gerai.Notifications;
using Gerai.Storage;
using Gerai.Values;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Gerai.Testing;

/// <summary>What a gateway is given more when it lives inside a test, and what it must not find there.</summary>
internal static class SandboxFurnishing
{
    public static void Furnish(WebApplicationBuilder builder, SandboxTrouble trouble, NotificationInbox inbox)
    {
        IgnoreTheShop(builder);

        // A connection that a test has cut is no news to it.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Server.Kestrel", LogLevel.Error);
        var services = builder.Services;
        services.AddSingleton<Outbox>();
        services.AddSingleton(provider => new WatchedOutbox(
            provider.GetRequiredService<Outbox>(), trouble, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IOutbox>(provider => provider.GetRequiredService<WatchedOutbox>());
        services.AddSingleton<INotificationSender>(provider => new FaultInjection(
            provider.GetRequiredService<NotificationSender>(), trouble.FaultOf));
        services.AddSingleton<IStartupFilter>(provider => new TroubledDoor(
            trouble, inbox, provider.GetRequiredService<RandomSource>()));
    }

    // The program's folder is that of the merchant's tests: there lies the settings file of the shop under test, with
    // ports and addresses that are the shop's. And the signals that end a process are for the test runner.
    private static void IgnoreTheShop(WebApplicationBuilder builder)
    {
        foreach (var file in builder.Configuration.Sources.OfType<JsonConfigurationSource>().ToList())
        {
            builder.Configuration.Sources.Remove(file);
        }

        builder.Services.Configure<KestrelServerOptions>(server => server.Configure());
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
    }

    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
