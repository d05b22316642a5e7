using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Gerai.Running;

/// <summary>
/// Lets a node leave without dropping what it has taken. It begins with the word to stop: the node is not ready from
/// then on, streams end, and every answer asks its client to come back on another connection. After the delay nobody
/// is let in any more, what is under way is finished, and loops give back what they hold.
/// </summary>
internal sealed class Drain(DrainOptions options, IHostApplicationLifetime lifetime, TimeProvider time)
    : IHostedLifecycleService
{
    private bool hasWaited;

    public bool HasBegun => lifetime.ApplicationStopping.IsCancellationRequested;

    public static void Add(IServiceCollection services, DrainOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton<Drain>();
        services.AddHostedService(provider => provider.GetRequiredService<Drain>());
        services.Configure<HostOptions>(host =>
        {
            host.ShutdownTimeout = options.Longest;

            // Else a call to a merchant would get only what the slowest request has left of the time.
            host.ServicesStopConcurrently = true;
        });
    }

    /// <summary>
    /// Has busy clients leave their connections while new ones are still welcome. Else each would send its next
    /// request into the moment in which its connection is closed.
    /// </summary>
    public static void Map(WebApplication app)
    {
        var drain = app.Services.GetRequiredService<Drain>();
        app.Use((context, next) =>
        {
            if (drain.HasBegun)
            {
                context.Response.Headers.Connection = "close";
            }

            return next(context);
        });
    }

    /// <summary>
    /// Before anything is stopped. A gateway that is disposed of after it has stopped comes here again.
    /// </summary>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        lifetime.StopApplication();
        if (!hasWaited)
        {
            hasWaited = true;

            // The delay is the setting's: for the balancer to look at whether this node is ready.
            await Task.Delay(options.Delay, time, cancellationToken);
        }
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
