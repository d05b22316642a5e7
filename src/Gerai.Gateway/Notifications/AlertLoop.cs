using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Gerai.Notifications;

/// <summary>Goes round once a minute, when there is a mail server to go round for.</summary>
internal sealed class AlertLoop(EndpointAlerts alerts, TimeProvider time, ILogger<AlertLoop> log) : BackgroundService
{
    // Trouble builds up over minutes, and any node may have met it: a signal from this one would not be enough.
    private static readonly TimeSpan LookEvery = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (alerts.IsOn && !stoppingToken.IsCancellationRequested)
        {
            try
            {
                await alerts.GoRoundAsync(stoppingToken);
            }
            catch (Exception broken) when (!stoppingToken.IsCancellationRequested)
            {
                // The edge of a loop: the database may be away, and the next round tries again.
                log.LogError(broken, "A round of the alert mails failed");
            }

            await Task.Delay(LookEvery, time, stoppingToken);
        }
    }
}
