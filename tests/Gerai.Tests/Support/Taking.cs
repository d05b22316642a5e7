using Gerai.Notifications;

namespace Gerai.Tests.Support;

/// <summary>Takes from an outbox as a node does that has plenty of places and nothing running.</summary>
internal static class Taking
{
    public static Task<IReadOnlyList<LeasedNotification>> TakeDueAsync(
        this IOutbox outbox, DateTimeOffset now, DateTimeOffset leaseEnd, int countMax, CancellationToken cancel) =>
        new FairTaker(outbox, Places(countMax)).TakeAsync(now, leaseEnd, cancel);

    private static NotificationOptions Places(int countMax) => new()
    {
        ConcurrencyMax = countMax,
        EndpointConcurrencyMax = countMax,
    };
}
