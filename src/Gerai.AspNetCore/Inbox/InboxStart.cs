using Microsoft.Extensions.Hosting;

namespace Gerai.AspNetCore.Inbox;

/// <summary>Makes the tables before the first notification is taken; a shop without its inbox does not start.</summary>
internal sealed class InboxStart(InboxDatabase database) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => database.PrepareAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
