using Gerai.Notifications;

namespace Gerai.Tests.Support;

/// <summary>Takes what has waited the longest, whosever it is.</summary>
internal static class Taking
{
    public static async Task<IReadOnlyList<LeasedNotification>> TakeDueAsync(
        this IOutbox outbox, DateTimeOffset now, DateTimeOffset leaseEnd, int countMax, CancellationToken cancel) =>
        await outbox.TakeAsync(await outbox.DueAsync(DueScope.All(now), countMax, cancel), leaseEnd, cancel);
}
