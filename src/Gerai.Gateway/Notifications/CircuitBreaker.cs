using System.Collections.Concurrent;

namespace Gerai.Notifications;

/// <summary>
/// Leaves an endpoint alone that fails again and again, and lets it back in by a probe. What waits for it keeps its
/// whole allowance of attempts meanwhile.
/// </summary>
internal sealed class CircuitBreaker(ICircuitRepository circuits, NotificationOptions options, TimeProvider time)
{
    // Failures counted here since the last answer. A call in flight does not know of them, and its success must end
    // them; to write at every success instead would cost each delivery a statement.
    private readonly ConcurrentDictionary<Endpoint, bool> troubled = new();

    /// <summary>Counts how a call ended for or against its endpoint.</summary>
    /// <returns>Whether the endpoint is left alone from now on.</returns>
    public async Task<bool> NoteAsync(LeasedNotification leased, Delivery delivery, CancellationToken cancel)
    {
        var endpoint = leased.Notification.Endpoint;
        if (Circuit.CountsAgainst(delivery))
        {
            var now = time.GetUtcNow();
            troubled[endpoint] = true;
            var after = await circuits.ChangeAsync(
                endpoint,
                now,
                before => Circuit.AfterFailure(before, leased.IsProbe, now, options.EndpointFailuresMax),
                cancel);
            return after.IsOpenAt(now);
        }

        if (troubled.TryRemove(endpoint, out _) || leased.Circuit is not null)
        {
            await circuits.CloseAsync(endpoint, cancel);
        }

        return false;
    }
}
